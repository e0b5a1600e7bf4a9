import { listAt, numberAt, textAt } from '../../domain/fields.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { isUnhealthy } from '../../evidence/views/pod-view.ts';
import type { Facts, Seen } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';

/** A leader that has not renewed its Lease for so many of its durations is gone. */
const patience = 4;

/** Parts of the control plane that no longer lead, and aggregated APIs that do not answer. */
export const controlPlaneRule: Rule = (facts) => [
  ...facts
    .of('Lease')
    .filter(({ object }) => object.metadata.namespace === 'kube-system')
    .flatMap((lease) => leaderless(facts, lease)),
  ...facts.of('APIService').flatMap(unavailable),
];

function leaderless(facts: Facts, { id, object: lease }: Seen): readonly Finding[] {
  const renewed = Date.parse(textAt(lease, 'spec', 'renewTime') ?? '');
  const seconds = numberAt(lease, 'spec', 'leaseDurationSeconds') ?? 15;
  if (facts.now.getTime() - renewed < patience * seconds * 1000) return [];
  const part = lease.metadata.name;
  const pod = facts.pods.find(
    (one) => one.object.metadata.labels?.['component'] === part && isUnhealthy(one),
  );
  const object = pod === undefined ? refOf(lease) : pod.root;
  const why = `${part} has no leader: ${refText(refOf(lease))} was last renewed ${textAt(lease, 'spec', 'renewTime') ?? 'never'}`;
  const evidence = [id, ...(pod === undefined ? [] : [pod.id])];
  return [
    finding({ cause: 'control-plane.component-down', object, confidence: 0.95, sure: true, why, evidence }),
  ];
}

function unavailable({ id, object: api }: Seen): readonly Finding[] {
  const available = listAt(api, 'status', 'conditions').find(
    (condition) => textAt(condition, 'type') === 'Available',
  );
  if (textAt(available, 'status') !== 'False') return [];
  const object = refOf(api);
  const why = `${refText(object)} is not available: ${textAt(available, 'reason') ?? 'no reason given'}`;
  return [
    finding({
      cause: 'control-plane.api-unavailable',
      object,
      confidence: 0.9,
      sure: false,
      why,
      evidence: [id],
    }),
  ];
}
