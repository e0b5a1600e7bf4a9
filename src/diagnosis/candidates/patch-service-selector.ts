import { textMapAt } from '../../domain/fields.ts';
import { pointer } from '../../domain/json-pointer.ts';
import type { Json } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { templateLabels } from '../../evidence/views/workload-view.ts';
import type { Facts, Seen } from '../triage/facts.ts';
import type { CandidateRule, Offer } from './candidate-rule.ts';

/** Labels that change with every roll-out, or that name one pod, select nothing that lasts. */
const passing =
  /^(?:pod-template-hash|controller-revision-hash|pod-template-generation|statefulset\.kubernetes\.io\/|apps\.kubernetes\.io\/pod-index|batch\.kubernetes\.io\/|controller-uid$|job-name$)/u;

/**
 * Selectors that a Service could have: for each label key of the namespace's pod templates, of the Service and of its
 * selector, the values that stand there; null where the selector has the key now.
 */
export const patchServiceSelectorCandidates: CandidateRule = (facts) =>
  servicesInQuestion(facts).flatMap((service): readonly Offer[] => {
    const target = refOf(service.object);
    const present = textMapAt(service.object, 'spec', 'selector');
    const workloads = facts
      .of('Deployment', 'StatefulSet', 'DaemonSet')
      .filter(({ object }) => object.metadata.namespace === target.namespace);
    const values = selectorValues(service, present, workloads);
    if (Object.keys(present).length === 0 || workloads.length === 0 || Object.keys(values).length === 0)
      return [];
    return [
      {
        action: 'patch-service-selector',
        target,
        evidence: [service.id, ...workloads.map(({ id }) => id)],
        values,
        required: [],
        why: `change which pods ${refText(target)} sends traffic to; merged into the present selector, null removes a key`,
      },
    ];
  });

/** A Service in front of a workload that is itself in trouble is not to be bent for it. */
function servicesInQuestion(facts: Facts): readonly Seen[] {
  const kind = facts.target?.kind;
  return kind === undefined || kind === 'Service' || kind === 'Namespace' ? facts.of('Service') : [];
}

function selectorValues(
  service: Seen,
  present: Readonly<Record<string, string>>,
  workloads: readonly Seen[],
): Offer['values'] {
  const labels = [
    present,
    service.object.metadata.labels ?? {},
    ...workloads.map(({ object }) => templateLabels(object)),
  ];
  const keys = [...new Set(labels.flatMap((map) => Object.keys(map)))]
    .filter((key) => !passing.test(key))
    .sort();
  return Object.fromEntries(
    keys.map((key) => {
      const values: readonly Json[] = [...new Set(labels.flatMap((map) => map[key] ?? []))].sort();
      return [pointer('selector', key), key in present ? [...values, null] : values];
    }),
  );
}
