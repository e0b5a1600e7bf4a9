import { describe, expect, it } from 'vitest';
import { cronJob } from '../../test/support/action-objects.ts';
import { action, change, plan } from '../../test/support/actions.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { markerAnnotation } from './marked-patch.ts';

const run = action('run-cronjob', cronJob, {});

function named(name: string): KubernetesObject {
  return { ...cronJob, metadata: { ...cronJob.metadata, name } };
}

describe('run-cronjob', () => {
  it('makes a Job that belongs to the CronJob and to the proposal', () => {
    expect(change(run, cronJob).after).toMatchObject({
      kind: 'Job',
      metadata: {
        namespace: 'cardboard',
        labels: { app: 'backup', 'firebreak.dev/cronjob': 'backup' },
        annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', [markerAnnotation]: 'prp_1.1' },
        ownerReferences: [{ kind: 'CronJob', name: 'backup', uid: 'uid-backup', controller: true }],
      },
      spec: { template: { spec: { containers: [{ image: 'backup:1' }] } } },
    });
  });

  it('gives the same request for the same proposal', () => {
    expect(change(run, cronJob).request).toEqual(change(run, cronJob).request);
  });

  it.each(['a'.repeat(52), `${'a'.repeat(39)}.b`])('gives %s a name that a Job can have', (name) => {
    const { target } = change(action('run-cronjob', named(name), {}), named(name)).request;
    expect(target.name).toMatch(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/u);
    expect(target.name).not.toMatch(/[.-]{2}/u);
    expect(target.name.length).toBeLessThanOrEqual(63);
  });

  it('waits where runs may not overlap', () => {
    const active = { ...cronJob, status: { active: [{ name: 'backup-1' }] } };
    const spec = { ...Object(cronJob['spec']), concurrencyPolicy: 'Forbid' } as object;

    expect(plan(run, { ...active, spec })).toMatchObject({ ok: false, reason: 'target.busy' });
    expect(plan(run, active).ok).toBe(true);
  });
});
