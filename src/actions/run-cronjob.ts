import { z } from 'zod';
import { sha256 } from '../domain/canonical.ts';
import { field, listAt, textAt, textMapAt } from '../domain/fields.ts';
import { type KubernetesObject, refOf } from '../domain/objects.ts';
import type { ActionType } from './action-type.ts';
import { kubectl, namespaceFlag } from './kubectl-text.ts';
import { markerAnnotation } from './marked-patch.ts';
import { rightOn } from './rights.ts';

const params = z.strictObject({});

// A Job's name becomes a label of its pods and a part of their names: at most 63 characters, and a suffix of its own.
const longestStem = 40;

/** The name of the CronJob: by it the API server holds the Job against that CronJob, and leaves others' Jobs alone. */
const sourceLabel = 'firebreak.dev/cronjob';

const podLabels = ['spec', 'jobTemplate', 'spec', 'template', 'metadata', 'labels'] as const;

/**
 * Runs a CronJob now, as `kubectl create job --from` does: a Job from its template that it owns. The owner's uid stands
 * in the Job, so that a run of a CronJob that was replaced meanwhile is collected at once.
 */
export const runCronJob: ActionType<z.infer<typeof params>> = {
  name: 'run-cronjob',
  purpose: 'Run a CronJob once, now: a Job from its template.',
  params,
  kinds: ['CronJob'],
  plan(target, _params, { marker }) {
    const { uid } = target.metadata;
    if (uid === undefined) {
      return {
        ok: false,
        reason: 'target.unreadable',
        message: 'the CronJob has no uid for its Job to name',
      };
    }
    const running = listAt(target, 'status', 'active').length;
    if (running > 0 && textAt(target, 'spec', 'concurrencyPolicy') === 'Forbid') {
      return {
        ok: false,
        reason: 'target.busy',
        message: `CronJob ${target.metadata.name} is running, and its runs may not overlap`,
        remedy: 'wait for the run to end',
      };
    }
    const job = jobOf(target, uid, marker);
    return {
      ok: true,
      change: {
        before: target,
        after: job,
        request: { verb: 'create', target: refOf(job), object: job },
        inverse: { irreversible: 'what a run has done stays done' },
        risk: 'medium',
      },
    };
  },
  kubectl: ({ target }) =>
    kubectl(
      ...namespaceFlag(target),
      'create',
      'job',
      `${target.name.slice(0, longestStem)}-manual`,
      `--from=cronjob/${target.name}`,
    ),
  verifications: ['completion', 'condition'],
  rights: () => [rightOn('CronJob', 'get'), rightOn('Job', 'get', 'create')],
  admission: () => [
    {
      operation: 'CREATE',
      makes: { kind: 'Job', like: 'CronJob', label: sourceLabel },
      only: [],
      params: [],
      paramsMap: '{}',
      unseen: [],
    },
  ],
};

/** The same proposal gives the same name, so that a repeated request cannot make a second run. */
function jobOf(cronJob: KubernetesObject, uid: string, marker: string): KubernetesObject {
  const { name, namespace } = cronJob.metadata;
  const stem = name.slice(0, longestStem).replace(/[^a-z0-9]+$/u, '');
  const own = textMapAt(cronJob, 'spec', 'jobTemplate', 'metadata', 'labels');
  // The API server gives a Job without labels those of its pods.
  const labels = Object.keys(own).length > 0 ? own : textMapAt(cronJob, ...podLabels);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${stem}-${sha256(`${uid} ${marker}`).slice(0, 10)}`,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { ...labels, [sourceLabel]: name },
      annotations: {
        ...textMapAt(cronJob, 'spec', 'jobTemplate', 'metadata', 'annotations'),
        'cronjob.kubernetes.io/instantiate': 'manual',
        [markerAnnotation]: marker,
      },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name, uid, controller: true }],
    },
    spec: field(cronJob, 'spec', 'jobTemplate', 'spec'),
  };
}
