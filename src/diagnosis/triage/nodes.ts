import { field, listAt, textAt } from '../../domain/fields.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { CauseCode } from '../taxonomy.ts';
import type { Facts, Seen } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';

const pressures: readonly (readonly [condition: string, cause: CauseCode])[] = [
  ['MemoryPressure', 'node.memory-pressure'],
  ['DiskPressure', 'node.disk-pressure'],
  ['PIDPressure', 'node.pid-pressure'],
];

/** Alerts of node-exporter's mixin that tell of a shortage before the kubelet does. */
const alerted: readonly (readonly [alert: RegExp, cause: CauseCode])[] = [
  [/^NodeFilesystem/u, 'node.disk-pressure'],
  [/^NodeMemory/u, 'node.memory-pressure'],
];

function alertedCondition({ alerts }: Facts): CauseCode | undefined {
  return alerted.find(([name]) => alerts.some(({ labels }) => name.test(labels['alertname'] ?? '')))?.[1];
}

/** Nodes in trouble, and pods that a node's trouble threw out. Mending a node is not Firebreak's to do. */
export const nodesRule: Rule = (facts) => [
  ...facts.of('Node').flatMap((node) => judge(facts, node)),
  ...evicted(facts),
];

function judge(facts: Facts, { id, object }: Seen): readonly Finding[] {
  const ref = refOf(object);
  const isTarget = facts.target?.kind === 'Node';
  // A node that merely could have taken a pod is no cause of anything.
  const isInvolved = isTarget || facts.pods.some(({ node }) => node === ref.name) || isTainted(facts);
  if (!isInvolved) return [];
  const status = (type: string) =>
    textAt(
      listAt(object, 'status', 'conditions').find((condition) => textAt(condition, 'type') === type),
      'status',
    );
  const found = (cause: CauseCode, confidence: number, what: string) =>
    finding({
      cause,
      object: ref,
      confidence,
      sure: isTarget && confidence > 0.9,
      why: `${refText(ref)} ${what}`,
      evidence: [id],
    });
  const ready = status('Ready');
  if (ready === 'False' || ready === 'Unknown')
    return [found('node.not-ready', 0.95, `is not ready (Ready=${ready})`)];
  const pressed = pressures.flatMap(([condition, cause]) =>
    status(condition) === 'True' ? [found(cause, 0.93, `reports ${condition}`)] : [],
  );
  if (pressed.length > 0) return pressed;
  const said = alertedCondition(facts);
  if (isTarget && said !== undefined)
    return [found(said, 0.6, 'shows no pressure yet, but its alert tells of it')];
  const cordoned = isTarget && field(object, 'spec', 'unschedulable') === true;
  return cordoned ? [found('node.cordoned', 0.7, 'is cordoned; someone may have meant it')] : [];
}

/** The scheduler left nodes out because they are not ready or cannot be reached. */
function isTainted(facts: Facts): boolean {
  const taint = /node\.kubernetes\.io\/(?:not-ready|unreachable|disk-pressure|memory-pressure|pid-pressure)/u;
  return facts.pods.some(({ unschedulable = '' }) => taint.test(unschedulable));
}

function evicted(facts: Facts): readonly Finding[] {
  return facts.pods
    .filter(({ reason }) => reason === 'Evicted')
    .map((pod) =>
      finding({
        cause: 'pod.evicted',
        object: pod.root,
        confidence: 0.8,
        sure: false,
        why: `pods of ${refText(pod.root)} were evicted from ${pod.node ?? 'their node'}`,
        evidence: [pod.id],
      }),
    );
}
