import type { FieldChange } from '../domain/manifest-edit.ts';
import { pointer } from '../domain/json-pointer.ts';
import { type KubernetesObject, type ObjectRef, refKey, refText } from '../domain/objects.ts';

/**
 * Argo CD applies what an Application holds wave by wave, and begins none before all of the one before is healthy; a
 * workload is when its roll-out is through.
 * https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
 */
const annotation = 'argocd.argoproj.io/sync-wave';
const waveField = `/metadata/annotations${pointer(annotation)}`;
const templateLabel = /^\/spec\/(?:jobTemplate\/spec\/)?template\/metadata\/labels(?:\/|$)/u;
const selector = /^\/spec\/selector(?:\/|$)/u;

/** The wave that an object is applied in: 0 where it names none, or no number. */
export function waveOf({ metadata }: KubernetesObject): number {
  const text = metadata.annotations?.[annotation] ?? '';
  return /^[+-]?\d{1,9}$/u.test(text) ? Number(text) : 0;
}

/**
 * The waves that let a Service ask for a label only once its pods have it. A merge is applied in one go, in which a
 * selector would be there before the roll-out that it waits for.
 */
export function wavesFor(
  changes: readonly FieldChange[],
  live: (object: ObjectRef) => KubernetesObject | undefined,
): readonly FieldChange[] {
  const wave = (object: ObjectRef): number => {
    const found = live(object);
    return found === undefined ? 0 : waveOf(found);
  };
  const relabelled = changes.filter(({ field }) => templateLabel.test(field));
  if (relabelled.length === 0) return [];
  const after = Math.max(...relabelled.map(({ object }) => wave(object))) + 1;
  const services = new Map(
    changes
      .filter(({ object, field }) => object.kind === 'Service' && selector.test(field))
      .map(({ object }) => [refKey(object), object]),
  );
  return [...services.values()]
    .filter((object) => wave(object) < after)
    .map((object) => ({
      object,
      field: waveField,
      value: String(after),
    }));
}

/** What reviewers have to know about the waves among some changes. */
export function waveWords(changes: readonly FieldChange[]): readonly string[] {
  return changes
    .filter(({ field }) => field === waveField)
    .map(
      ({ object, value }) =>
        `${refText(object)} moves to sync wave ${JSON.stringify(value)}: Argo CD applies it once the roll-out of the new labels is through, so that its selector is never without pods.`,
    );
}
