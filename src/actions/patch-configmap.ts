import { z } from 'zod';
import { field, textMapAt } from '../domain/fields.ts';
import { pointer } from '../domain/json-pointer.ts';
import { at } from '../admission/cel.ts';
import { mapParams, onlyAt } from '../admission/write-shape.ts';
import type { ActionType } from './action-type.ts';
import { kubectl, namespaceFlag } from './kubectl-text.ts';
import { previousLabels } from './labels.ts';
import { assign, assume, ensureMap, markedPatch, planPatch } from './marked-patch.ts';
import { invalid, noEffect } from './problems.ts';
import { rightOn } from './rights.ts';

// https://kubernetes.io/docs/concepts/configuration/configmap/#configmap-object
const dataKey = z
  .string()
  .max(253)
  .regex(/^[-._a-zA-Z0-9]+$/, 'a key of a ConfigMap');

const params = z.strictObject({
  data: z
    .record(dataKey, z.string().max(262_144).nullable())
    .refine((data) => Object.keys(data).length > 0, { message: 'names at least one key' }),
});

/** Sets or removes keys of a ConfigMap. Pods read most of it only when they start. */
export const patchConfigMap: ActionType<z.infer<typeof params>> = {
  name: 'patch-configmap',
  purpose: 'Set keys of a ConfigMap (null removes one), never a secret; pods may need a restart to see it.',
  params,
  kinds: ['ConfigMap'],
  plan(target, { data }, { action, marker }) {
    if (field(target, 'immutable') === true) {
      return invalid('the ConfigMap is immutable', 'make another one and refer to that');
    }
    const binary = Object.keys(data).find((key) => field(target, 'binaryData', key) !== undefined);
    if (binary !== undefined) return invalid(`${binary} holds binary data`);
    const present = textMapAt(target, 'data');
    const changes = Object.entries(data).filter(([key, value]) => (present[key] ?? null) !== value);
    if (changes.length === 0) return noEffect('the ConfigMap holds these values already');
    const at = (key: string) => `/data${pointer(key)}`;
    const patch = markedPatch(
      target,
      marker,
      changes.map(([key]) => assume(target, at(key))),
      [...ensureMap(target, '/data'), ...changes.flatMap(([key, value]) => assign(target, at(key), value))],
    );
    return {
      ok: true,
      change: {
        ...planPatch(target, patch),
        inverse: {
          action: { ...action, params: { data: previousLabels(present, Object.fromEntries(changes)) } },
        },
        // Every reader gets it, now or at some later restart.
        risk: 'high',
      },
    };
  },
  kubectl: ({ target }, { data }) =>
    kubectl(
      ...namespaceFlag(target),
      'patch',
      'configmap',
      target.name,
      '--type=merge',
      '-p',
      JSON.stringify({ data }),
    ),
  verifications: ['values', 'condition'],
  rights: () => [rightOn('ConfigMap', 'get', 'patch')],
  admission: () => [
    {
      operation: 'UPDATE',
      only: onlyAt([], ['data']),
      params: [mapParams('data', at('object', ['data'], '{}'), at('oldObject', ['data'], '{}'))],
      unseen: ['whether a value is a secret'],
    },
  ],
};
