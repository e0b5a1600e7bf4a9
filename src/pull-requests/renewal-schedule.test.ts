import { describe, expect, it } from 'vitest';
import { longestGap, renewalSchedule } from './renewal-schedule.ts';

describe('the longest time between two runs', () => {
  it.each([
    ['0 */6 * * *', 360],
    ['0 * * * *', 60],
    ['*/15 8-10 * * *', 21 * 60 + 15],
    ['30 0,12 * * *', 720],
    ['0 3 * * *', 1440],
    ['@hourly', 60],
    ['@daily', 1440],
    ['0 */6 * * 1-5', Infinity],
    ['0 0 1 1 *', Infinity],
    ['every day', undefined],
    ['61 * * * *', undefined],
    ['* * * *', undefined],
  ])('of %s is %s minutes', (schedule, minutes) => {
    expect(longestGap(schedule)).toBe(minutes);
  });
});

describe('a CronJob that renews a pull secret', () => {
  const running = (schedule: string) => ({
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'ecr-login', namespace: 'dnd', uid: 'u1' },
    spec: { schedule },
  });

  it('should run before the secret expires', () => {
    expect(renewalSchedule(running('0 0 1 1 *'))).toEqual({
      object: { apiVersion: 'batch/v1', kind: 'CronJob', namespace: 'dnd', name: 'ecr-login' },
      field: '/spec/schedule',
      value: '0 */5 * * *',
    });
  });

  it('is left alone where it does, or where its schedule cannot be read', () => {
    expect(renewalSchedule(running('0 */8 * * *'))).toBeUndefined();
    expect(renewalSchedule(running('now and then'))).toBeUndefined();
  });
});
