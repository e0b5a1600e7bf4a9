import { z } from 'zod';
import { field } from '../domain/fields.ts';
import { at } from '../admission/cel.ts';
import { onlyAt } from '../admission/write-shape.ts';
import type { ActionType } from './action-type.ts';
import { kubectl } from './kubectl-text.ts';
import { assign, assume, ensureMap, markedPatch, planPatch } from './marked-patch.ts';
import { noEffect } from './problems.ts';
import { rightOn } from './rights.ts';

const params = z.strictObject({ unschedulable: z.boolean() });

const unschedulableNow = at('object', ['spec', 'unschedulable'], 'false');

/** Keeps new pods off a Node, or lets them on again; pods that run there stay. */
export const cordonNode: ActionType<z.infer<typeof params>> = {
  name: 'cordon-node',
  purpose: 'Keep new pods off a Node (unschedulable true), or let them on again (false); running pods stay.',
  params,
  kinds: ['Node'],
  plan(target, { unschedulable }, { action, marker }) {
    const present = field(target, 'spec', 'unschedulable') === true;
    if (present === unschedulable) return noEffect(`the Node is ${present ? '' : 'not '}cordoned already`);
    const path = '/spec/unschedulable';
    const patch = markedPatch(
      target,
      marker,
      [assume(target, path)],
      // The API server leaves out what is false.
      [...ensureMap(target, '/spec'), ...assign(target, path, unschedulable ? true : null)],
    );
    return {
      ok: true,
      change: {
        ...planPatch(target, patch),
        inverse: { action: { ...action, params: { unschedulable: present } } },
        // A Node is everybody's: what it no longer takes has to fit elsewhere.
        risk: unschedulable ? 'high' : 'medium',
      },
    };
  },
  kubectl: ({ target }, { unschedulable }) => kubectl(unschedulable ? 'cordon' : 'uncordon', target.name),
  verifications: ['values', 'condition'],
  rights: () => [rightOn('Node', 'get', 'patch')],
  admission: () => [
    {
      operation: 'UPDATE',
      only: onlyAt(['spec'], ['unschedulable']),
      params: [{ path: ['unschedulable'], value: unschedulableNow }],
      paramsMap: `{"unschedulable": ${unschedulableNow}}`,
      unseen: [],
    },
  ],
};
