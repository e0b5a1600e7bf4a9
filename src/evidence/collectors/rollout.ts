import type { KubernetesObject } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { Collector, Observation } from '../collector.ts';
import { replicaSetsOf } from '../related.ts';
import { getText } from '../request-text.ts';
import { diffTemplates } from '../revision-diff.ts';

const revisionAnnotation = 'deployment.kubernetes.io/revision';
const mostRevisions = 3;

/** A Deployment's revisions, newest first, each with what it changed: what broke may be what was rolled out. */
export const rolloutCollector: Collector = {
  name: 'rollout',
  kind: 'rollout',
  collect: async ({ target, cluster }) => {
    if (target?.kind !== 'Deployment') return [];
    const deployment = await cluster.get(target);
    if (deployment === undefined) return [];
    const newest = (await replicaSetsOf(deployment, cluster)).toSorted((a, b) => revision(b) - revision(a));
    return newest
      .slice(0, mostRevisions)
      .map((replicaSet, index) => observation(replicaSet, newest[index + 1]));
  },
};

function observation(replicaSet: KubernetesObject, before: KubernetesObject | undefined): Observation {
  const ref = refOf(replicaSet);
  const changes = before === undefined ? [] : diffTemplates(before, replicaSet);
  const created = replicaSet.metadata.creationTimestamp ?? 'an unknown time';
  const changed =
    before === undefined ? 'the oldest that is kept' : `${changes.length} changes to the one before`;
  return {
    kind: 'rollout',
    ref,
    source: getText(ref),
    trust: 'untrusted',
    status: 'seen',
    summary: `${refText(ref)}: revision ${revision(replicaSet)}, created ${created}, ${changed}`,
    ...(changes.length === 0 ? {} : { detail: changes.join('\n') }),
    object: replicaSet,
  };
}

function revision(replicaSet: KubernetesObject): number {
  return Number(replicaSet.metadata.annotations?.[revisionAnnotation] ?? 0);
}
