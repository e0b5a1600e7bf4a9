import { anyGlobMatches } from '../../guardrails/policies/glob.ts';
import { type KubernetesObject, namespaceOf, refText } from '../../domain/objects.ts';
import { type PullRequestProblem, problem } from '../problem.ts';
import type { AllowedRepository } from '../repositories.ts';
import type { GitOpsOwner, GitSource } from './gitops-owner.ts';
import { repositoryOf } from './repository-url.ts';

/** A part of a repository in which the object may be defined. */
export interface PlaceToLook {
  readonly allowed: AllowedRepository;
  /** Undefined where all allowed files are searched. */
  readonly folder?: string;
  readonly isDeep: boolean;
  /** Namespace of manifests that name none. */
  readonly namespace?: string;
  readonly valueFiles: readonly string[];
}

/** Where a controller says that the object comes from, as far as the configuration allows; else all that it allows. */
export function placesToLook(
  live: KubernetesObject,
  owner: GitOpsOwner | undefined,
  repositories: readonly AllowedRepository[],
): readonly PlaceToLook[] | PullRequestProblem {
  const namespace = namespaceOf({ kind: live.kind, ...live.metadata });
  const open = repositories.filter(({ namespaces }) => {
    return namespaces === undefined || (namespace !== undefined && anyGlobMatches(namespaces, namespace));
  });
  if (owner === undefined) {
    const places = open.map(ownPlace);
    return places.length > 0 ? places : noRepository(`No repository is configured for ${namespace ?? 'it'}.`);
  }
  const what = refText(owner.ref);
  if (owner.overrides.some((each) => each === 'names' || each === 'substitutions' || each === 'patches')) {
    const words = `${what} itself patches, renames or fills in what the files say; what they decide is not certain.`;
    return problem('pull-request.set-by-controller', words);
  }
  if (owner.sources.length === 0) {
    return problem(
      'pull-request.set-by-controller',
      `${what} takes the object from no branch of a Git repository.`,
    );
  }
  const places = owner.sources.flatMap((source) => placesOf(source, open));
  if (places.length > 0) return places;
  return noRepository(
    `${what} takes the object from a repository or branch that the configuration does not allow.`,
  );
}

function noRepository(words: string): PullRequestProblem {
  return problem('pull-request.no-repository', words);
}

function ownPlace(allowed: AllowedRepository): PlaceToLook {
  const { folder, namespace } = allowed;
  return {
    allowed,
    isDeep: true,
    valueFiles: [],
    ...(folder === undefined ? {} : { folder }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** Several entries of the configuration may open parts of the same branch: it is looked at once. */
function placesOf(source: GitSource, open: readonly AllowedRepository[]): readonly PlaceToLook[] {
  const repository = repositoryOf(source.url)?.toLowerCase();
  const { folder, isDeep, namespace, valueFiles } = source;
  const allowed = open.find(
    (each) =>
      each.repository.toLowerCase() === repository &&
      (source.branch === undefined || each.base === source.branch),
  );
  if (allowed === undefined) return [];
  return [{ allowed, folder, isDeep, valueFiles, ...(namespace === undefined ? {} : { namespace }) }];
}
