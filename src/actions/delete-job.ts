import { z } from 'zod';
import type { ActionType } from './action-type.ts';
import { kubectl, namespaceFlag } from './kubectl-text.ts';
import { boundTo } from './marked-patch.ts';

const params = z.strictObject({});

/** Deletes one Job, by uid, with its pods. */
export const deleteJob: ActionType<z.infer<typeof params>> = {
  name: 'delete-job',
  purpose: 'Delete one Job and its pods, such as a failed run that a later one has made good.',
  params,
  kinds: ['Job'],
  plan(target) {
    const uid = target.metadata.uid;
    if (uid === undefined) {
      return {
        ok: false,
        reason: 'target.unreadable',
        message: 'the Job has no uid, so it cannot be told from another life',
      };
    }
    return {
      ok: true,
      change: {
        before: target,
        after: undefined,
        request: {
          verb: 'delete',
          target: boundTo(target),
          // Without a policy, batch/v1 leaves the Job's pods behind.
          options: { preconditions: { uid }, propagationPolicy: 'Background' },
        },
        inverse: { irreversible: 'a deleted Job does not come back; its CronJob makes the next one' },
        risk: 'low',
      },
    };
  },
  kubectl: ({ target }) =>
    kubectl(...namespaceFlag(target), 'delete', 'job', target.name, '--cascade=background'),
  verifications: ['absence', 'condition'],
  rights: () => [{ apiGroup: 'batch', resource: 'jobs', verbs: ['get', 'delete'] }],
  admission: () => [{ operation: 'DELETE', only: [], params: [], paramsMap: '{}', unseen: [] }],
};
