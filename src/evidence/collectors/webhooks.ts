import { listAt, textAt } from '../../domain/fields.ts';
import type { Collector } from '../collector.ts';
import { apiVersions, known } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe } from '../observe.ts';
import { replicaFailure } from '../replica-failure.ts';
import { admissionWebhookIn } from '../text/admission-message.ts';
import { eventsCollector } from './events.ts';

const kinds = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'] as const;

/** The webhook configurations whose webhooks refused the incident's pods, or did not answer for them. */
export const webhooksCollector: Collector = {
  name: 'webhooks',
  kind: 'webhook',
  collect: async (context) => {
    const events = await eventsCollector.collect(context);
    const { target } = context;
    const workload = target === undefined ? undefined : await context.cluster.get(target);
    const told = [
      ...events.map(({ detail = '' }) => detail),
      workload === undefined ? '' : (replicaFailure(workload) ?? ''),
    ];
    const names = new Set(told.flatMap((message) => admissionWebhookIn(message) ?? []));
    if (names.size === 0) return [];
    const looks = kinds.map(async (kind) =>
      lookOr('webhook', known(kind, '*'), async () => {
        const { items } = await context.cluster.list({ apiVersion: apiVersions[kind], kind, limit: 100 });
        return items
          .filter((one) => listAt(one, 'webhooks').some((hook) => names.has(textAt(hook, 'name') ?? '')))
          .map(observe);
      }),
    );
    return (await Promise.all(looks)).flat();
  },
};
