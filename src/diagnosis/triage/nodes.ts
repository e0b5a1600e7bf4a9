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

/** Nodes in trouble, and pods that a node's trouble threw out. Mending a node is not Firebreak's to do. */
export const nodesRule: Rule = (facts) => [
  ...facts.of('Node').flatMap((node) => judge(facts, node)),
  ...evicted(facts),
];

function judge(facts: Facts, { id, object }: Seen): readonly Finding[] {
  const ref = refOf(object);
  const isTarget = facts.target?.kind === 'Node';
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
  const cordoned = isTarget && field(object, 'spec', 'unschedulable') === true;
  return cordoned ? [found('node.cordoned', 0.7, 'is cordoned; someone may have meant it')] : [];
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
