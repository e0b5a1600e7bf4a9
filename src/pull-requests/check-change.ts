import { type KubernetesObject, namespaceOf, refOf, refText } from '../domain/objects.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import { selectorKinds } from '../guardrails/selector/pod-selector.ts';
import { listAll, readWorkloadObjects } from '../guardrails/workloads/read-workload-objects.ts';
import { compareManifests } from '../manifests/comparison.ts';
import { judgeManifests, type ManifestSetting } from '../manifests/judge-manifests.ts';
import type { Manifest } from '../manifests/manifest.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { CheckedChange } from './body.ts';

interface CheckSetting {
  readonly policies: Policies;
  readonly clusterName: string;
  readonly now: Date;
}

/** Objects as one side of the change has them, and the cluster around them. */
export interface Side {
  readonly objects: readonly KubernetesObject[];
  /** What they are applied to. */
  readonly cluster: ClusterReader;
  /** The same with the objects applied and rolled out. */
  readonly applied: ClusterReader;
}

/**
 * What `firebreak check` says of the objects as they are, and of the change from there to how they would be, in the
 * cluster that they live in. Throws `ClusterError`.
 */
export async function checkChange(base: Side, head: Side, setting: CheckSetting): Promise<CheckedChange> {
  const before = base.objects.map(asManifest);
  const after = head.objects.map(asManifest);
  return {
    base: await findings(compareManifests(before, undefined, await surroundings(base)), {
      ...setting,
      cluster: base.applied,
    }),
    head: await findings(compareManifests(after, before, await surroundings(head)), {
      ...setting,
      cluster: head.applied,
    }),
  };
}

function asManifest(object: KubernetesObject): Manifest {
  return { object, place: { file: refText(refOf(object)), line: 1 } };
}

/** Everything in the objects' namespaces that selectors and Pod Security are about. */
async function surroundings({ objects, cluster }: Side): Promise<readonly KubernetesObject[]> {
  const names = objects.map((object) => namespaceOf(refOf(object))).filter((name) => name !== undefined);
  const read = await Promise.all(
    [...new Set(names)].map(async (namespace) => [
      ...(await readWorkloadObjects(cluster, namespace)),
      ...(await Promise.all(selectorKinds.map((kind) => listAll(cluster, { ...kind, namespace })))).flat(),
      ...[await cluster.get({ apiVersion: 'v1', kind: 'Namespace', name: namespace })].filter(
        (object) => object !== undefined,
      ),
    ]),
  );
  return read.flat();
}

async function findings(
  comparison: ReturnType<typeof compareManifests>,
  setting: ManifestSetting,
): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const { object, verdicts } of judgeManifests(comparison, setting)) {
    const against = verdicts.filter(({ outcome }) => outcome === 'refuse' || outcome === 'hold');
    const name = object === null ? '' : `${refText(object)}: `;
    lines.push(...against.map(({ reason, message }) => `${name}${reason}: ${message}`));
  }
  return lines;
}
