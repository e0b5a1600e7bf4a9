import type { Collector } from '../collector.ts';
import { known } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe } from '../observe.ts';
import { allOf } from '../related.ts';

/** ResourceQuotas and LimitRanges of the incident's namespaces: they bound every mend that asks for more. */
export const quotaCollector: Collector = {
  name: 'quota',
  kind: 'quota',
  collect: async ({ namespaces, cluster }) => {
    const looks = namespaces.flatMap((namespace) =>
      (['ResourceQuota', 'LimitRange'] as const).map(
        async (kind) =>
          await lookOr('quota', known(kind, '*', namespace), async () =>
            (await allOf(kind, namespace, cluster)).map(observe),
          ),
      ),
    );
    return (await Promise.all(looks)).flat();
  },
};
