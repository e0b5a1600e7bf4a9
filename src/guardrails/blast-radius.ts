import { anyGlobMatches } from './policies/glob.ts';
import { type Limits, ruleText } from './policies/policies.ts';
import type { ChangeHistory } from './guardrail.ts';
import type { Verdict } from '../domain/verdict.ts';

export type BlastRadiusRefusal = Pick<Verdict, 'reason' | 'message' | 'rule' | 'remedy'>;

/** What is about to change. */
export interface BlastTarget {
  /** refKey of the target. */
  readonly key: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
}

type Judge = (
  target: BlastTarget,
  history: ChangeHistory,
  limits: Limits,
  now: Date,
) => BlastRadiusRefusal | undefined;

/** Whether one more change is too much, too soon or at the wrong time; undefined where nothing speaks against it. */
export const judgeBlastRadius: Judge = (target, history, limits, now) => {
  for (const judge of judges) {
    const refusal = judge(target, history, limits, now);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
};

const stopSwitch: Judge = (_target, { stopped }) =>
  stopped
    ? {
        reason: 'allowlist.stopped',
        message: 'the stop switch is on',
        remedy: 'switch it off when it is safe',
      }
    : undefined;

const freeze: Judge = ({ namespace }, _history, { freezes }, now) => {
  const inForce = freezes.find(
    ({ from, to, namespaces }) =>
      new Date(from) <= now &&
      now < new Date(to) &&
      (namespaces === undefined || (namespace !== undefined && anyGlobMatches(namespaces, namespace))),
  );
  if (inForce === undefined) return undefined;
  const message = `the freeze ${inForce.name} is in force until ${inForce.to}`;
  return { reason: 'allowlist.freeze', message, rule: ruleText(inForce) };
};

/** Open while the last changes all failed and the newest failure is fresh; after the pause one more may try. */
const breaker: Judge = (_target, { changes }, limits, now) => {
  const { failures, pauseSeconds } = limits.breaker;
  const last = changes
    .filter(({ status, relation }) => status !== 'intended' && relation !== 'taken-back')
    .slice(0, failures);
  const [newest] = last;
  const open = last.length === failures && last.every(({ status }) => status === 'failed');
  if (newest === undefined || !open || secondsSince(newest.at, now) >= pauseSeconds) return undefined;
  const wait = Math.ceil(pauseSeconds - secondsSince(newest.at, now));
  const message = `the last ${failures} changes failed; nothing changes for another ${wait} s`;
  return { reason: 'allowlist.breaker-open', message };
};

const hourlyCap: Judge = ({ namespace }, { changes }, { changesPerHour }, now) => {
  const recent = changes.filter(
    ({ at, relation }) => relation !== 'taken-back' && secondsSince(at, now) < 3600,
  );
  const inNamespace = recent.filter((change) => change.namespace === namespace);
  if (recent.length >= changesPerHour.cluster) {
    return capRefusal(`the cluster has had ${recent.length} changes within the hour`, changesPerHour.cluster);
  }
  if (namespace === undefined || inNamespace.length < changesPerHour.namespace) return undefined;
  return capRefusal(
    `namespace ${namespace} has had ${inNamespace.length} changes within the hour`,
    changesPerHour.namespace,
  );
};

function capRefusal(fact: string, cap: number): BlastRadiusRefusal {
  return { reason: 'allowlist.hourly-cap', message: `${fact}; the cap is ${cap}` };
}

const coolDown: Judge = ({ key }, { changes }, { coolDownSeconds }, now) => {
  const last = changes.find(
    ({ target, at, relation }) =>
      target === key && relation === undefined && secondsSince(at, now) < coolDownSeconds,
  );
  if (last === undefined) return undefined;
  const wait = Math.ceil(coolDownSeconds - secondsSince(last.at, now));
  const message = `the same object was changed at ${last.at.toISOString()}; it cools down for another ${wait} s`;
  return { reason: 'allowlist.cool-down', message };
};

const concurrency: Judge = (_target, { changes }, { concurrentChanges }) => {
  const underWay = changes.filter(({ status, relation }) => status === 'intended' && relation === undefined);
  if (underWay.length < concurrentChanges) return undefined;
  const message = `${underWay.length} changes are under way; the most at a time is ${concurrentChanges}`;
  return { reason: 'allowlist.concurrency', message };
};

const judges: readonly Judge[] = [stopSwitch, freeze, breaker, hourlyCap, coolDown, concurrency];

function secondsSince(at: Date, now: Date): number {
  return (now.getTime() - at.getTime()) / 1000;
}
