import { groupOf, type ObjectRef, refText } from '../domain/objects.ts';
import { problem, type PullRequestProblem } from './problem.ts';

/** Files that rule over what happens to a repository, wherever they lie. */
const ruling = /(?:^|\/)(?:\.git(?:hub|lab|ea|modules|attributes)?|\.forgejo|CODEOWNERS)(?:\/|$)/iu;

/** Why no edit may touch a file, whatever the configuration allows; undefined where it may. */
export function fileRefusal(path: string): PullRequestProblem | undefined {
  if (!ruling.test(path)) return undefined;
  return problem(
    'pull-request.protected',
    `${path} rules over its repository, and no pull request of ours touches it`,
  );
}

const argoKinds: ReadonlySet<string> = new Set(['Application', 'ApplicationSet', 'AppProject']);

/**
 * Why no edit may be about an object: what tells Argo CD or Flux where to get manifests from, and what to do with
 * them, decides what runs in the cluster.
 */
export function objectRefusal(ref: ObjectRef): PullRequestProblem | undefined {
  const group = groupOf(ref.apiVersion);
  const isArgo = group === 'argoproj.io' && argoKinds.has(ref.kind);
  const isFlux = group === 'toolkit.fluxcd.io' || group.endsWith('.toolkit.fluxcd.io');
  if (!isArgo && !isFlux) return undefined;
  return problem(
    'pull-request.protected',
    `${refText(ref)} rules over what is deployed, and no pull request of ours touches it`,
  );
}
