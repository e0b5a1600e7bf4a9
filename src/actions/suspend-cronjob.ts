import { z } from 'zod';
import { field } from '../domain/fields.ts';
import { at } from '../admission/cel.ts';
import { onlyAt } from '../admission/write-shape.ts';
import type { ActionType } from './action-type.ts';
import { kubectl, namespaceFlag } from './kubectl-text.ts';
import { assign, assume, markedPatch, planPatch } from './marked-patch.ts';
import { noEffect } from './problems.ts';
import { rightOn } from './rights.ts';

const params = z.strictObject({ suspend: z.boolean() });

const suspendNow = at('object', ['spec', 'suspend'], 'false');

/** Stops a CronJob from starting runs, or lets it start them again; a run that is under way goes on. */
export const suspendCronJob: ActionType<z.infer<typeof params>> = {
  name: 'suspend-cronjob',
  purpose: 'Stop a CronJob from starting runs (suspend true), or let it start them again (false).',
  params,
  kinds: ['CronJob'],
  plan(target, { suspend }, { action, marker }) {
    const present = field(target, 'spec', 'suspend') === true;
    if (present === suspend) return noEffect(`the CronJob is ${suspend ? '' : 'not '}suspended already`);
    const path = '/spec/suspend';
    const patch = markedPatch(target, marker, [assume(target, path)], assign(target, path, suspend));
    return {
      ok: true,
      change: {
        ...planPatch(target, patch),
        inverse: { action: { ...action, params: { suspend: present } } },
        // Runs that do not happen (a backup's) are missed later and by nobody in particular.
        risk: 'medium',
        ...(suspend ? {} : { podsFrom: target }),
      },
    };
  },
  kubectl: ({ target }, { suspend }) =>
    kubectl(
      ...namespaceFlag(target),
      'patch',
      'cronjob',
      target.name,
      '--type=merge',
      '-p',
      JSON.stringify({ spec: { suspend } }),
    ),
  verifications: ['values', 'condition'],
  rights: () => [rightOn('CronJob', 'get', 'patch')],
  admission: () => [
    {
      operation: 'UPDATE',
      only: onlyAt(['spec'], ['suspend']),
      params: [{ path: ['suspend'], value: suspendNow }],
      paramsMap: `{"suspend": ${suspendNow}}`,
      unseen: [],
    },
  ],
};
