import { groupOf, type ObjectRef, refText } from '../domain/objects.ts';
import { problem, type PullRequestProblem } from './problem.ts';

/**
 * Files that rule over what happens to a repository, wherever they lie. Hidden ones all do: workflows (`.github`,
 * `.tekton`), Git's own, and what Argo CD takes for the parameters of an Application (`.argocd-source.yaml`).
 */
const ruling = /(?:^|\/)(?:\.|CODEOWNERS(?:\/|$))/iu;

/** Why no edit may touch a file, whatever the configuration allows; undefined where it may. */
export function fileRefusal(path: string): PullRequestProblem | undefined {
  if (!ruling.test(path)) return undefined;
  return problem(
    'pull-request.protected',
    `${path} is hidden or names the owners, which rules over its repository: no pull request of ours touches it`,
  );
}

const argoKinds: ReadonlySet<string> = new Set(['Application', 'ApplicationSet', 'AppProject']);
/** Of Flux, Rancher Fleet, k3s and RKE2, and Config Sync. */
const groups: readonly string[] = [
  'toolkit.fluxcd.io',
  'fleet.cattle.io',
  'helm.cattle.io',
  'configsync.gke.io',
];

/**
 * Why no edit may be about an object: what tells a GitOps controller where to get manifests from, and what to do with
 * them, decides what runs in the cluster.
 */
export function objectRefusal(ref: ObjectRef): PullRequestProblem | undefined {
  const group = groupOf(ref.apiVersion);
  const isArgo = group === 'argoproj.io' && argoKinds.has(ref.kind);
  const isRuling = groups.some((each) => group === each || group.endsWith(`.${each}`));
  if (!isArgo && !isRuling) return undefined;
  return problem(
    'pull-request.protected',
    `${refText(ref)} rules over what is deployed, and no pull request of ours touches it`,
  );
}
