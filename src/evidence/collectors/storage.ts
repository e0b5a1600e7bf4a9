import type { Collector, CollectorContext } from '../collector.ts';
import { known } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe } from '../observe.ts';
import { claimsOf } from '../related.ts';
import { incidentPods } from './pods.ts';

const mostClaims = 5;

/** The PersistentVolumeClaim of the incident, or those that its pods mount while they are not ready. */
export const storageCollector: Collector = {
  name: 'storage',
  kind: 'storage',
  collect: async (context) => {
    const looks = (await claims(context)).map(async (ref) =>
      lookOr('storage', ref, async () => {
        const claim = await context.cluster.get(ref);
        return claim === undefined ? [] : [observe(claim)];
      }),
    );
    return (await Promise.all(looks)).flat();
  },
};

async function claims(context: CollectorContext) {
  const { target } = context;
  if (target?.kind === 'PersistentVolumeClaim') return [target];
  const waiting = (await incidentPods(context)).filter((pod) => !pod.ready && pod.phase !== 'Succeeded');
  const names = waiting.flatMap((pod) => claimsOf(pod.object).map((claim) => `${pod.namespace}/${claim}`));
  return [...new Set(names)].slice(0, mostClaims).map((name) => {
    const [namespace = '', claim = ''] = name.split('/');
    return known('PersistentVolumeClaim', claim, namespace);
  });
}
