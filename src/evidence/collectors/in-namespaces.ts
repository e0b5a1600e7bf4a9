import type { EvidenceKind } from '../../domain/evidence.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { CollectorContext, Observation } from '../collector.ts';
import type { KnownKind } from '../kinds.ts';
import { known } from '../kinds.ts';
import { ifServed, lookOr } from '../look-error.ts';
import { observe } from '../observe.ts';
import { allOf } from '../related.ts';

const mostShown = 12;

/** The objects of a kind in the incident's namespaces that matter to it; none where the cluster has no such kind. */
export async function inNamespaces(
  context: CollectorContext,
  look: {
    readonly kind: KnownKind;
    readonly evidence: EvidenceKind;
    readonly matters?: (object: KubernetesObject) => boolean;
  },
): Promise<readonly Observation[]> {
  const { matters = () => true } = look;
  const looks = context.namespaces.map(async (namespace) => {
    const about = known(look.kind, '*', namespace);
    return await lookOr(look.evidence, about, async () => {
      const all = (await allOf(look.kind, namespace, context.cluster).catch(ifServed)) ?? [];
      const shown = all.filter(matters);
      const left = shown.length - mostShown;
      const cut: readonly Observation[] =
        left > 0
          ? [
              {
                kind: look.evidence,
                ref: about,
                source: `the list of ${look.kind} in ${namespace}`,
                trust: 'trusted',
                status: 'could-not-look',
                summary: `${left} more objects of kind ${look.kind} in ${namespace} than are shown`,
              },
            ]
          : [];
      return [...shown.slice(0, mostShown).map(observe), ...cut];
    });
  });
  return (await Promise.all(looks)).flat();
}
