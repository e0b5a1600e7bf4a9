import { field } from '../../domain/fields.ts';
import { fromLabelSelector, meets } from '../../domain/label-selector.ts';
import type { Collector } from '../collector.ts';
import { incidentWorkloads } from '../incident-workloads.ts';
import { templateLabels } from '../views/workload-view.ts';
import { inNamespaces } from './in-namespaces.ts';

/** The PodDisruptionBudgets over the incident's pods. */
export const disruptionBudgetCollector: Collector = {
  name: 'disruption-budget',
  kind: 'budget',
  collect: async (context) => {
    const labels = (await incidentWorkloads(context)).map(templateLabels);
    return await inNamespaces(context, {
      kind: 'PodDisruptionBudget',
      evidence: 'budget',
      matters: (budget) => {
        if (context.target?.kind === 'PodDisruptionBudget')
          return budget.metadata.name === context.target.name;
        const selector = fromLabelSelector(field(budget, 'spec', 'selector'));
        return selector !== undefined && labels.some((own) => meets(selector, own));
      },
    });
  },
};
