import type { DocumentOf } from './document-schemas.ts';
import type { KnownPerson } from './policies.ts';
import type { Locate } from './policy-document.ts';
import { type PolicyProblem, problemAt } from './policy-error.ts';

/** The people of an Approvers document. */
export function readPeople(document: DocumentOf<'Approvers'>, locate: Locate): readonly KnownPerson[] {
  return document.spec.people.map(
    ({ name, local = [name], oidc = [], proxy = [], slack = [], groups = [] }, index) => ({
      source: locate(['spec', 'people', index]),
      name,
      aliases: { local, oidc, proxy, slack },
      groups,
    }),
  );
}

/** One name or alias for two people would make one of them the other. */
export function sharedNames(people: readonly KnownPerson[]): readonly PolicyProblem[] {
  const seen = new Set<string>();
  return people.flatMap(({ source, name, aliases }) => {
    const keys = [
      `name ${name}`,
      ...Object.entries(aliases).flatMap(([via, given]) => given.map((alias) => `${via} ${alias}`)),
    ].map((key) => key.normalize('NFKC').toLowerCase());
    const taken = keys.filter((key) => seen.has(key));
    for (const key of keys) seen.add(key);
    return taken.map((key) => problemAt(source, `a second person with the ${key}`, 'keep one person for it'));
  });
}
