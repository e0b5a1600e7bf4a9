import { readActionRule } from './action-rules.ts';
import type { DocumentOf, PolicyKind } from './document-schemas.ts';
import { readFailurePattern } from './failure-patterns.ts';
import { readPeople, sharedNames } from './known-people.ts';
import type { ActionRule, ApproverRule, Limits, NamespaceMap, Policies, RuleSource } from './policies.ts';
import type { Locate, LocatedDocument, Quote } from './policy-document.ts';
import { type PolicyProblem, problemAt } from './policy-error.ts';

export interface Assembly {
  /** Absent where something essential is missing. */
  readonly policies?: Omit<Policies, 'version'>;
  readonly problems: readonly PolicyProblem[];
}

interface Located<K extends PolicyKind> {
  readonly document: DocumentOf<K>;
  readonly locate: Locate;
  readonly quote: Quote;
}

/** Puts the documents of a folder together: rules add up, and there is one NamespaceMap and one Limits. */
export function assemblePolicies(documents: readonly LocatedDocument[]): Assembly {
  const problems: PolicyProblem[] = [];
  const rules = ofKind(documents, 'ActionPolicy')
    .flatMap(({ document, locate, quote }) =>
      document.spec.rules.map((rule, index) => {
        const at = ['spec', 'rules', index] as const;
        return { reading: readActionRule(rule, (path) => locate([...at, ...path])), written: quote(at) };
      }),
    )
    .flatMap(({ reading, written }): readonly ActionRule[] => {
      if (reading.ok) return [{ ...reading.rule, written }];
      problems.push(...reading.problems);
      return [];
    });
  const approvers = ofKind(documents, 'Approvers').flatMap(({ document, locate }) =>
    document.spec.rules.map((rule, index): ApproverRule => {
      const source = locate(['spec', 'rules', index]);
      return {
        ...rule,
        people: rule.people ?? [],
        groups: rule.groups ?? [],
        tokens: rule.tokens ?? [],
        source,
      };
    }),
  );
  const people = ofKind(documents, 'Approvers').flatMap(({ document, locate }) =>
    readPeople(document, locate),
  );
  const readings = ofKind(documents, 'FailurePatterns').flatMap(({ document, locate }) =>
    document.spec.patterns.map((pattern, index) =>
      readFailurePattern(pattern, (path) => locate(['spec', 'patterns', index, ...path])),
    ),
  );
  const failurePatterns = readings.flatMap((reading) => (reading.ok ? [reading.pattern] : []));
  problems.push(
    ...readings.flatMap((reading) => (reading.ok ? [] : reading.problems)),
    ...sameNames(rules),
    ...sameNames(approvers),
    ...sharedNames(people),
    ...sameNames(failurePatterns),
  );

  const [map, ...moreMaps] = ofKind(documents, 'NamespaceMap');
  const [limits, ...moreLimits] = ofKind(documents, 'Limits');
  problems.push(
    ...[...moreMaps, ...moreLimits].map(({ document, locate }) =>
      problemAt(locate(['kind']), `a second ${document.kind}`, 'keep one'),
    ),
  );
  if (map === undefined || limits === undefined) return { problems };
  return {
    problems,
    policies: {
      rules,
      approvers,
      people,
      failurePatterns,
      namespaceMap: namespaceMapOf(map),
      limits: limitsOf(limits),
    },
  };
}

/** A folder without one of these would leave open what it protects, or who decides. */
export function missingKinds(
  folder: string,
  documents: readonly LocatedDocument[],
): readonly PolicyProblem[] {
  const kinds = ['NamespaceMap', 'Limits', 'Approvers'] as const;
  const mend = 'add one; the packaged policies show how';
  return kinds
    .filter((kind) => ofKind(documents, kind).length === 0)
    .map((kind) => ({ file: folder, line: 1, problem: `no document of kind ${kind}`, mend }));
}

function namespaceMapOf({ document, locate }: Located<'NamespaceMap'>): NamespaceMap {
  return { ...document.spec, source: locate(['spec', 'protectedNamespaces']) };
}

function limitsOf({ document, locate }: Located<'Limits'>): Limits {
  const freezes = document.spec.freezes.map((freeze, index) =>
    Object.assign({ source: locate(['spec', 'freezes', index]) }, freeze),
  );
  return { ...document.spec, freezes };
}

function ofKind<K extends PolicyKind>(documents: readonly LocatedDocument[], kind: K): readonly Located<K>[] {
  return documents.filter((located): located is Located<K> => located.document.kind === kind);
}

/** Names tell rules apart in verdicts and fixtures. */
function sameNames(
  rules: readonly { readonly name: string; readonly source: RuleSource }[],
): readonly PolicyProblem[] {
  return rules
    .filter(({ name }, index) => rules.findIndex((other) => other.name === name) < index)
    .map(({ name, source }) => problemAt(source, `a second rule named ${name}`, 'rename one of them'));
}
