import { expect, it } from 'vitest';
import { runbookEvidence } from './runbook-evidence.ts';
import { loadRunbooks } from './runbooks.ts';

const about = {
  ref: { apiVersion: 'batch/v1', kind: 'Job', namespace: 'cardboard', name: 'backup-1' },
  first: 8,
  at: new Date('2026-03-04T02:30:00Z'),
};

it('adds the runbooks of the causes, numbered on from the evidence, and no more than two', () => {
  const causes = ['job.stale-failure', 'container.crash', 'image.pull-denied'];
  const items = runbookEvidence(loadRunbooks(), { ...about, causes, alertNames: ['KubeJobFailed'] });
  expect(items.map(({ id, kind, source }) => [id, kind, source])).toEqual([
    ['ev_8', 'runbook', 'runbooks/failed-jobs.md'],
    ['ev_9', 'runbook', 'runbooks/crash-looping-pods.md'],
  ]);
  expect(items[0]?.detail).toContain('delete that one Job');
});

it('adds nothing where no runbook fits', () => {
  expect(runbookEvidence(loadRunbooks(), { ...about, causes: [], alertNames: ['SomethingOdd'] })).toEqual([]);
});
