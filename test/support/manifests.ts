import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import type { Policies } from '../../src/guardrails/policies/policies.ts';
import { compareManifests } from '../../src/manifests/comparison.ts';
import { judgeManifests, type ManifestResult } from '../../src/manifests/judge-manifests.ts';
import type { Manifest } from '../../src/manifests/manifest.ts';
import { noon, packaged } from './allowlist.ts';

const written = (objects: readonly KubernetesObject[]): readonly Manifest[] =>
  objects.map((object, index) => ({ object, place: { file: 'all.yaml', line: index + 1 } }));

export interface Surroundings {
  readonly base?: readonly KubernetesObject[];
  readonly dump?: readonly KubernetesObject[];
  readonly policies?: Policies;
}

/** What the guardrails say of manifests, one result an object. */
export async function resultsOf(
  objects: readonly KubernetesObject[],
  { base, dump = [], policies = packaged }: Surroundings = {},
): Promise<readonly ManifestResult[]> {
  const comparison = compareManifests(written(objects), base && written(base), dump);
  const cluster = recordedCluster(comparison.after);
  const results: ManifestResult[] = [];
  for await (const result of judgeManifests(comparison, {
    cluster,
    policies,
    clusterName: 'default',
    now: noon,
  })) {
    results.push(result);
  }
  return results;
}

/** Every verdict that refuses or holds, as `kind/name reason`. */
export async function findingsOn(
  objects: readonly KubernetesObject[],
  surroundings: Surroundings = {},
): Promise<readonly string[]> {
  const results = await resultsOf(objects, surroundings);
  return results.flatMap(({ object, verdicts }) =>
    verdicts.filter(isFinding).map(({ reason }) => `${object?.kind ?? ''}/${object?.name ?? ''} ${reason}`),
  );
}

export function isFinding({ outcome }: Verdict): boolean {
  return outcome === 'refuse' || outcome === 'hold';
}
