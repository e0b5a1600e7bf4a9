import { controllerOf } from '../../domain/controller.ts';
import { listAt, numberAt, textAt } from '../../domain/fields.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { isWorkload } from '../../evidence/kinds.ts';
import { replicaView } from '../../evidence/views/workload-view.ts';
import type { CauseCode } from '../taxonomy.ts';
import type { Facts, Seen } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';

const aboutScaling = /hpa|autoscal|replicas|scal/iu;

/** What sets replicas: autoscalers by their conditions, operators by the owner that they leave, budgets by their status. */
export const scalingRule: Rule = (facts) => [
  ...facts.of('HorizontalPodAutoscaler').flatMap((scaler) => autoscaler(facts, scaler)),
  ...operators(facts),
  ...facts.of('PodDisruptionBudget').flatMap((budget) => tooStrict(facts, budget)),
];

/** https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale-walkthrough/#appendix-horizontal-pod-autoscaler-status-conditions */
function autoscaler(facts: Facts, { id, object: scaler }: Seen): readonly Finding[] {
  const object = refOf(scaler);
  const status = (type: string) =>
    listAt(scaler, 'status', 'conditions').find((condition) => textAt(condition, 'type') === type);
  const found = (cause: CauseCode, confidence: number, sure: boolean, what: string) => [
    finding({ cause, object, confidence, sure, why: `${refText(object)} ${what}`, evidence: [id] }),
  ];
  const isAbout = facts.alerts.some(({ labels }) => aboutScaling.test(labels['alertname'] ?? ''));
  const active = status('ScalingActive');
  if (textAt(active, 'status') === 'False' && textAt(active, 'reason') !== 'ScalingDisabled')
    return found(
      'autoscaler.no-metrics',
      isAbout ? 0.94 : 0.6,
      isAbout,
      `cannot scale: ${textAt(active, 'reason') ?? 'no metrics'}`,
    );
  if (textAt(status('AbleToScale'), 'status') === 'False')
    return found('autoscaler.cannot-scale', isAbout ? 0.92 : 0.6, isAbout, 'is not able to scale its target');
  const limited = status('ScalingLimited');
  const atMaximum =
    textAt(limited, 'status') === 'True' &&
    textAt(limited, 'reason') === 'TooManyReplicas' &&
    (numberAt(scaler, 'status', 'desiredReplicas') ?? 0) >=
      (numberAt(scaler, 'spec', 'maxReplicas') ?? Infinity);
  return atMaximum
    ? found(
        'autoscaler.at-maximum',
        isAbout ? 0.92 : 0.55,
        isAbout,
        `is at its maximum of ${numberAt(scaler, 'spec', 'maxReplicas') ?? '?'} replicas`,
      )
    : [];
}

/** A workload that an operator owns and has scaled down, or scales back and forth. */
function operators(facts: Facts): readonly Finding[] {
  const workload = facts.target === undefined ? undefined : facts.find(facts.target);
  const owner = workload === undefined ? undefined : controllerOf(workload.object);
  const replicas = workload === undefined ? undefined : replicaView(workload.object);
  if (workload === undefined || owner === undefined || replicas === undefined || isWorkload(owner)) return [];
  const own = facts.events.filter(
    ({ about }) => about === `${workload.object.kind}/${workload.object.metadata.name}`,
  );
  const back = ['SuccessfulCreate', 'SuccessfulDelete'].every((reason) =>
    own.some((event) => event.reason === reason),
  );
  if (replicas.desired > 0 && !back) return [];
  const { namespace } = workload.object.metadata;
  const object = {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name: owner.name,
  };
  const why = `${refText(object)} owns ${refText(refOf(workload.object))} and sets its replicas (now ${replicas.desired})`;
  const evidence = [workload.id, ...own.map(({ id }) => id)];
  return [finding({ cause: 'operator.scales-back', object, confidence: 0.9, sure: false, why, evidence })];
}

function tooStrict(facts: Facts, { id, object: budget }: Seen): readonly Finding[] {
  const healthy = numberAt(budget, 'status', 'currentHealthy') ?? 0;
  const expected = numberAt(budget, 'status', 'expectedPods') ?? 0;
  const isAbout =
    facts.target?.kind === 'PodDisruptionBudget' ||
    facts.alerts.some(({ labels }) => /drain|evict|pdb|disruption/iu.test(labels['alertname'] ?? ''));
  const strict =
    expected > 0 && healthy >= expected && numberAt(budget, 'status', 'disruptionsAllowed') === 0;
  if (!isAbout || !strict) return [];
  const object = refOf(budget);
  const why = `${refText(object)} lets no pod go, though all ${expected} are healthy`;
  return [
    finding({
      cause: 'disruption.budget-too-strict',
      object,
      confidence: 0.9,
      sure: true,
      why,
      evidence: [id],
    }),
  ];
}
