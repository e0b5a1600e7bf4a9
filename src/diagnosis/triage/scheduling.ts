import { refText } from '../../domain/objects.ts';
import type { CauseCode } from '../taxonomy.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';

/** How the scheduler words why nodes were left out. */
const readings: readonly (readonly [pattern: RegExp, cause: CauseCode])[] = [
  [/insufficient \S+|too many pods/iu, 'scheduling.insufficient-resources'],
  [/untolerated taint|had taints? that the pod didn't tolerate/iu, 'scheduling.untolerated-taint'],
  [
    /didn't match (?:pod's )?(?:node (?:affinity|selector)|node affinity\/selector)/iu,
    'scheduling.no-matching-node',
  ],
  [/didn't (?:match|satisfy)(?: existing)? pods? (?:anti-)?affinity/iu, 'scheduling.anti-affinity'],
  [/didn't match pod topology spread constraints/iu, 'scheduling.topology-spread'],
  [/didn't have free ports/iu, 'scheduling.host-port-taken'],
  [/node\(s\) were unschedulable/iu, 'scheduling.nodes-cordoned'],
  [
    /unbound immediate persistentvolumeclaims|volume node affinity conflict|didn't match persistentvolume's node affinity|persistentvolumeclaim ".*" not found|had volume/iu,
    'scheduling.volume-not-bound',
  ],
];

/** A pod is bound to the nodes of its volumes: what keeps it off these is what is wrong. */
const boundByVolume = /volume node affinity conflict|didn't match persistentvolume's node affinity/iu;

/** Pods that no node takes. The scheduler names every reason; only one that stands alone is sure. */
export const schedulingRule: Rule = (facts) =>
  facts.pods.flatMap((pod) => {
    if (pod.unschedulable === undefined || pod.node !== undefined) return [];
    const events = facts.events.filter(
      ({ about, reason }) => about === `Pod/${pod.name}` && reason === 'FailedScheduling',
    );
    const words = [pod.unschedulable, ...events.map(({ message }) => message)].join('\n');
    const causes = readings.filter(([pattern]) => pattern.test(words)).map(([, cause]) => cause);
    const evidence = [pod.id, ...events.map(({ id }) => id)];
    const why = `no node takes the pods of ${refText(pod.root)}`;
    const cause = decisive(causes, words);
    if (cause === undefined) {
      const several = 'scheduling.unschedulable';
      return [finding({ cause: several, object: pod.root, confidence: 0.6, sure: false, why, evidence })];
    }
    return [finding({ cause, object: pod.root, confidence: 0.92, sure: causes.length === 1, why, evidence })];
  });

/**
 * The one reason that is left once those are taken away that come along with others: the taint of control-plane nodes,
 * and the nodes on which the pod's volume is not.
 */
function decisive(causes: readonly CauseCode[], words: string): CauseCode | undefined {
  const without = (left: readonly CauseCode[], code: CauseCode) =>
    left.length > 1 ? left.filter((cause) => cause !== code) : left;
  const untainted = without(causes, 'scheduling.untolerated-taint');
  const left = boundByVolume.test(words) ? without(untainted, 'scheduling.volume-not-bound') : untainted;
  return left.length === 1 ? left[0] : undefined;
}
