import { field } from '../../domain/fields.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { ownedBy } from '../../evidence/kinds.ts';
import type { JobView } from '../../evidence/views/job-view.ts';
import { jobView } from '../../evidence/views/job-view.ts';
import type { Facts, Seen } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { actionOn, finding } from './rule.ts';

/**
 * Failed Jobs. One whose CronJob has succeeded since is only a leftover that keeps the alert firing: deleting it is the
 * whole mend. One that nothing has made good needs its own cause found first. Only Jobs that the incident names are
 * judged: a CronJob's other leftovers have alerts of their own.
 */
export const jobsRule: Rule = (facts) => {
  const judged = facts.target?.kind === 'Job' ? [facts.find(facts.target)] : facts.of('Job');
  return [...judged.flatMap((job) => (job === undefined ? [] : judge(facts, job))), ...suspended(facts)];
};

function judge(facts: Facts, seen: Seen): readonly Finding[] {
  const job = jobView(seen.object);
  if (job.state !== 'failed') return [];
  const target = refOf(seen.object);
  const since = successSince(facts, job);
  if (since !== undefined) {
    const why = `${refText(target)} failed, but its CronJob has succeeded since (${since.how})`;
    const evidence = [seen.id, ...since.evidence];
    const isNamed = facts.target?.kind === 'Job';
    return [
      finding(
        { cause: 'job.stale-failure', object: target, confidence: 0.95, sure: true, why, evidence },
        isNamed ? [actionOn(facts, 'delete-job', target, {})] : [],
      ),
    ];
  }
  const late = job.reason === 'DeadlineExceeded';
  const why = `${refText(target)} failed (${job.reason ?? 'no reason given'}), and no later run has succeeded`;
  const cause = late ? 'job.deadline-exceeded' : 'job.failed';
  return [
    finding({ cause, object: target, confidence: late ? 0.85 : 0.6, sure: false, why, evidence: [seen.id] }),
  ];
}

/** A run of the same CronJob that started after the failed one and completed. */
function successSince(
  facts: Facts,
  failed: JobView,
): { readonly how: string; readonly evidence: readonly string[] } | undefined {
  const cronJob = facts.of('CronJob').find(({ object }) => ownedBy(failed.object, object));
  const started = failed.startedAt ?? failed.object.metadata.creationTimestamp;
  if (cronJob === undefined || started === undefined) return undefined;
  const later = facts.of('Job').find(({ object }) => {
    const job = jobView(object);
    return (
      job.state === 'complete' &&
      ownedBy(object, cronJob.object) &&
      Date.parse(job.startedAt ?? '') > Date.parse(started)
    );
  });
  if (later !== undefined) return { how: refText(refOf(later.object)), evidence: [cronJob.id, later.id] };
  const last = field(cronJob.object, 'status', 'lastSuccessfulTime');
  const ended = failed.finishedAt ?? started;
  if (typeof last !== 'string' || Date.parse(last) <= Date.parse(ended)) return undefined;
  return { how: `last success ${last}`, evidence: [cronJob.id] };
}

function suspended(facts: Facts): readonly Finding[] {
  if (facts.target?.kind !== 'CronJob') return [];
  const cronJob = facts.find(facts.target);
  if (cronJob === undefined || field(cronJob.object, 'spec', 'suspend') !== true) return [];
  const object = refOf(cronJob.object);
  const why = `${refText(object)} is suspended; someone may have meant it`;
  return [
    finding({
      cause: 'cronjob.suspended',
      object,
      confidence: 0.8,
      sure: false,
      why,
      evidence: [cronJob.id],
    }),
  ];
}
