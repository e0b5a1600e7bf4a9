import { isDeepStrictEqual } from 'node:util';
import { field, numberAt } from '../domain/fields.ts';
import { fromLabelSelector, selectorText } from '../domain/label-selector.ts';
import type { Json, KubernetesObject } from '../domain/objects.ts';
import { ownedBy } from '../evidence/kinds.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { patched } from './marked-patch.ts';
import { listRelated } from './read-related.ts';

/** One pod template that a workload has run, under the number that `kubectl rollout history` shows. */
export interface Revision {
  readonly number: number;
  /** The workload with that template. */
  readonly workload: KubernetesObject;
}

const revisionAnnotation = 'deployment.kubernetes.io/revision';
// The Deployment controller adds it to the template of each ReplicaSet.
const hashLabel = 'pod-template-hash';

/** The objects in which a workload's revisions are kept: ReplicaSets, or ControllerRevisions. Throws `ClusterError`. */
export async function readRevisions(
  workload: KubernetesObject,
  cluster: ClusterReader,
): Promise<readonly KubernetesObject[]> {
  const kind = keeperOf(workload.kind);
  const selector = fromLabelSelector(field(workload, 'spec', 'selector'));
  if (kind === undefined || selector === undefined || selector.length === 0) return [];
  const query = { apiVersion: 'apps/v1', kind, labelSelector: selectorText(selector) };
  return await listRelated(cluster, workload, query);
}

function keeperOf(kind: string): 'ReplicaSet' | 'ControllerRevision' | undefined {
  switch (kind) {
    case 'Deployment':
      return 'ReplicaSet';
    case 'StatefulSet':
    case 'DaemonSet':
      return 'ControllerRevision';
    default:
      return undefined;
  }
}

/** The revisions among those objects that are the workload's own, newest first. */
export function revisionsOf(
  workload: KubernetesObject,
  keepers: readonly KubernetesObject[],
): readonly Revision[] {
  return keepers
    .filter((keeper) => ownedBy(keeper, workload))
    .flatMap((keeper) => {
      const number = numberOf(keeper);
      const template = templateOf(keeper);
      if (number === undefined || template === undefined) return [];
      return [{ number, workload: withTemplate(workload, template) }];
    })
    .toSorted((a, b) => b.number - a.number);
}

/** The revision that the workload's template is now; undefined where none is the same. */
export function presentRevision(
  workload: KubernetesObject,
  revisions: readonly Revision[],
): Revision | undefined {
  const present = tidy(field(workload, 'spec', 'template'));
  return revisions.find((revision) =>
    isDeepStrictEqual(tidy(field(revision.workload, 'spec', 'template')), present),
  );
}

function numberOf(keeper: KubernetesObject): number | undefined {
  const number =
    keeper.kind === 'ReplicaSet'
      ? Number(keeper.metadata.annotations?.[revisionAnnotation])
      : numberAt(keeper, 'revision');
  return number !== undefined && Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

function templateOf(keeper: KubernetesObject): Json | undefined {
  const kept =
    keeper.kind === 'ReplicaSet'
      ? field(keeper, 'spec', 'template')
      : field(keeper, 'data', 'spec', 'template');
  return typeof kept === 'object' && kept !== null ? tidy(kept) : undefined;
}

/** A template as the workload itself would hold it, without what its keeper adds. */
function tidy(template: unknown): Json {
  const { $patch: _directive, metadata, ...rest } = Object(template) as Fields;
  const { creationTimestamp, labels, ...others } = Object(metadata) as Fields;
  const { [hashLabel]: _hash, ...own } = Object(labels) as Fields;
  return {
    ...rest,
    metadata: {
      ...others,
      ...(creationTimestamp === undefined || creationTimestamp === null ? {} : { creationTimestamp }),
      ...(labels === undefined ? {} : { labels: own }),
    },
  };
}

type Fields = Readonly<Record<string, Json | undefined>> & { readonly [key: string]: Json };

function withTemplate(workload: KubernetesObject, template: Json): KubernetesObject {
  return patched(workload, [{ op: 'replace', path: '/spec/template', value: template }]);
}
