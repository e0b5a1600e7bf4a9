import { anyGlobMatches } from './policies/glob.ts';
import { type Limits, ruleText } from './policies/policies.ts';
import type { ChangeHistory } from './guardrail.ts';
import type { Verdict } from '../domain/verdict.ts';

export type BlastRadiusRefusal = Pick<Verdict, 'reason' | 'message' | 'rule' | 'remedy' | 'until'>;

/** What is about to change. */
export interface BlastTarget {
  /** refKey of the target. */
  readonly key: string;
  /** Absent for cluster-scoped objects. */
  readonly namespace?: string;
}

const hourSeconds = 3600;

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
  const [last] = freezes
    .filter(
      ({ from, to, namespaces }) =>
        new Date(from) <= now &&
        now < new Date(to) &&
        (namespaces === undefined || (namespace !== undefined && anyGlobMatches(namespaces, namespace))),
    )
    .toSorted((a, b) => Date.parse(b.to) - Date.parse(a.to));
  if (last === undefined) return undefined;
  const message = `the freeze ${last.name} is in force until ${last.to}`;
  return {
    reason: 'allowlist.freeze',
    message,
    rule: ruleText(last),
    until: new Date(last.to).toISOString(),
  };
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
  return { reason: 'allowlist.breaker-open', message, until: after(newest.at, pauseSeconds) };
};

const hourlyCap: Judge = ({ namespace }, { changes }, { changesPerHour }, now) => {
  const recent = changes.filter(
    (change) =>
      change.relation !== 'taken-back' && !isItself(change) && secondsSince(change.at, now) < hourSeconds,
  );
  const inNamespace = recent.filter((change) => change.namespace === namespace);
  const cluster = capRefusal('the cluster', recent, changesPerHour.cluster);
  if (namespace === undefined) return cluster;
  const own = capRefusal(`namespace ${namespace}`, inNamespace, changesPerHour.namespace);
  return cluster === undefined || (own !== undefined && endOf(own) > endOf(cluster)) ? own : cluster;
};

/** Right before its write a change is judged with its own intent stored already. */
function isItself({ relation, status }: ChangeHistory['changes'][number]): boolean {
  return relation === 'same-proposal' && status === 'intended';
}

/** `recent` is newest first: there is room again once so many of them as the cap has are an hour old. */
function capRefusal(
  where: string,
  recent: ChangeHistory['changes'],
  cap: number,
): BlastRadiusRefusal | undefined {
  if (recent.length < cap) return undefined;
  const message = `${where} has had ${recent.length} changes within the hour; the cap is ${cap}`;
  const first = recent[cap - 1];
  return {
    reason: 'allowlist.hourly-cap',
    message,
    ...(first === undefined ? {} : { until: after(first.at, hourSeconds) }),
  };
}

function endOf({ until }: BlastRadiusRefusal): number {
  return until === undefined ? Infinity : Date.parse(until);
}

const coolDown: Judge = ({ key }, { changes }, { coolDownSeconds }, now) => {
  const last = changes.find(
    ({ target, at, relation }) =>
      target === key && relation === undefined && secondsSince(at, now) < coolDownSeconds,
  );
  if (last === undefined) return undefined;
  const wait = Math.ceil(coolDownSeconds - secondsSince(last.at, now));
  const message = `the same object was changed at ${last.at.toISOString()}; it cools down for another ${wait} s`;
  return { reason: 'allowlist.cool-down', message, until: after(last.at, coolDownSeconds) };
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

function after(at: Date, seconds: number): string {
  return new Date(at.getTime() + seconds * 1000).toISOString();
}
