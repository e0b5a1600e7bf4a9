import { textAt } from '../domain/fields.ts';
import type { FieldChange } from '../domain/manifest-edit.ts';
import { bareRefOf, type KubernetesObject } from '../domain/objects.ts';

/** A token of Amazon ECR is good for twelve hours: https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html */
const tokenMinutes = 12 * 60;
/** One run may fail, and the next is still in time. */
const inTime = '0 */5 * * *';

/** The schedule that keeps a pull secret fresh, where the CronJob's own leaves it to expire; undefined where it does not. */
export function renewalSchedule(cronJob: KubernetesObject): FieldChange | undefined {
  const gap = longestGap(textAt(cronJob, 'spec', 'schedule') ?? '');
  if (cronJob.kind !== 'CronJob' || gap === undefined || gap < tokenMinutes) return undefined;
  const object = bareRefOf(cronJob);
  return { object, field: '/spec/schedule', value: inTime };
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax */
const macros: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * The longest time between two runs, in minutes; `Infinity` where it does not run every day, undefined where the
 * schedule cannot be read.
 */
export function longestGap(schedule: string): number | undefined {
  const [minute, hour, ...days] = (macros[schedule.trim()] ?? schedule).trim().split(/\s+/u);
  if (minute === undefined || hour === undefined || days.length !== 3) return undefined;
  const minutes = valuesOf(minute, 59);
  const hours = valuesOf(hour, 23);
  if (minutes === undefined || hours === undefined) return undefined;
  if (days.some((field) => !['*', '?', '*/1'].includes(field))) return Infinity;
  const runs = hours.flatMap((each) => minutes.map((one) => each * 60 + one)).toSorted((a, b) => a - b);
  const [first = 0] = runs;
  const gaps = runs.map((run, index) => (runs[index + 1] ?? first + 24 * 60) - run);
  return Math.max(...gaps);
}

/** The numbers that a field names, such as `1,5-10,*` with a step; undefined where it cannot be read. */
function valuesOf(field: string, most: number): readonly number[] | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:(?<any>[*?])|(?<from>\d{1,2})(?:-(?<to>\d{1,2}))?)(?:\/(?<step>\d{1,2}))?$/u.exec(
      part,
    );
    const { any, from, to, step } = match?.groups ?? {};
    if (match === null) return undefined;
    const first = any === undefined ? Number(from) : 0;
    const single = to === undefined && step === undefined && any === undefined;
    const last = to === undefined ? (single ? first : most) : Number(to);
    const by = Number(step ?? 1);
    if (first > last || last > most || by === 0) return undefined;
    for (let value = first; value <= last; value += by) values.add(value);
  }
  return [...values];
}
