import { textAt } from '../../domain/fields.ts';
import type { Collector } from '../collector.ts';
import { inNamespaces } from './in-namespaces.ts';

/** The autoscaler of the incident's workload: it, and no one else, sets the replicas. */
export const autoscalerCollector: Collector = {
  name: 'autoscaler',
  kind: 'autoscaler',
  collect: async (context) => {
    const { target, resolution } = context;
    const subject = 'subject' in resolution ? resolution.subject : undefined;
    return await inNamespaces(context, {
      kind: 'HorizontalPodAutoscaler',
      evidence: 'autoscaler',
      matters: (scaler) =>
        subject?.name === scaler.metadata.name ||
        (textAt(scaler, 'spec', 'scaleTargetRef', 'kind') === target?.kind &&
          textAt(scaler, 'spec', 'scaleTargetRef', 'name') === target?.name),
    });
  },
};
