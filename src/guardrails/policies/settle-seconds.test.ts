import { expect, it } from 'vitest';
import { settleSecondsFor } from './settle-seconds.ts';

it('the first entry that matches an alert says how long it settles', () => {
  const limits = {
    settle: [
      { alertname: 'KubeJobFailed', seconds: 10 },
      { alertname: 'Kube*', seconds: 90 },
    ],
  };

  expect(settleSecondsFor('KubeJobFailed', limits, 30)).toBe(10);
  expect(settleSecondsFor('KubePodNotReady', limits, 30)).toBe(90);
  expect(settleSecondsFor('PodCrashLoopBackOff', limits, 30)).toBe(30);
});
