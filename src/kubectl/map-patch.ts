import { z } from 'zod';
import { templatePath } from '../actions/pod-template.ts';
import type { Action } from '../domain/action.ts';
import type { Json } from '../domain/objects.ts';
import { KubectlRefusal } from './kubectl-refusal.ts';
import { invalid } from './patch-text.ts';

/** What an action is besides its target. */
export type Change = Pick<Action, 'action' | 'params'>;

interface Mapping {
  /** Empty: every kind. */
  readonly kinds: readonly string[];
  /** The only field that the patch sets. */
  readonly path: string;
  readonly shape: z.ZodType<Json>;
  readonly change: (value: Json) => Change;
}

// A key with `$` is a directive of a strategic merge patch, such as `$patch: replace`.
const entries = z
  .record(z.string().regex(/^[^$]/u), z.string().nullable())
  .refine((map) => Object.keys(map).length > 0);
const yesOrNo = z.boolean();

const templateLabels = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'].map(
  (kind): Mapping => ({
    kinds: [kind],
    path: `${templatePath(kind) ?? ''}/metadata/labels`,
    shape: entries,
    change: (labels) => ({ action: 'set-labels', params: { labels, template: true } }),
  }),
);

/**
 * Patches of one field that are an action. Both patch types mean the same for these fields: maps are merged, null
 * removes a key (https://kubernetes.io/docs/tasks/manage-kubernetes-objects/update-api-object-kubectl-patch/).
 */
const mappings: readonly Mapping[] = [
  {
    kinds: ['Service'],
    path: '/spec/selector',
    shape: entries,
    change: (selector) => ({ action: 'patch-service-selector', params: { selector } }),
  },
  {
    kinds: ['ConfigMap'],
    path: '/data',
    shape: entries,
    change: (data) => ({ action: 'patch-configmap', params: { data } }),
  },
  {
    kinds: ['CronJob'],
    path: '/spec/suspend',
    shape: yesOrNo,
    change: (suspend) => ({ action: 'suspend-cronjob', params: { suspend } }),
  },
  {
    kinds: ['Node'],
    path: '/spec/unschedulable',
    shape: yesOrNo,
    change: (unschedulable) => ({ action: 'cordon-node', params: { unschedulable } }),
  },
  {
    kinds: ['Deployment', 'StatefulSet', 'ReplicaSet'],
    path: '/spec/replicas',
    shape: z.int().min(0),
    change: (replicas) => ({ action: 'scale-workload', params: { replicas } }),
  },
  ...templateLabels,
  {
    kinds: [],
    path: '/metadata/labels',
    shape: entries,
    change: (labels) => ({ action: 'set-labels', params: { labels } }),
  },
];

/** The action that a merge or strategic patch of one field means. Throws `KubectlRefusal` where it is none. */
export function mapMergePatch(kind: string, patch: Json): Change {
  for (const { kinds, path, shape, change } of mappings) {
    if (kinds.length > 0 && !kinds.includes(kind)) continue;
    const value = shape.safeParse(onlyField(patch, path.split('/').slice(1)));
    if (value.success) return change(value.data);
  }
  throw new KubectlRefusal(
    'kubectl.patch-not-mapped',
    `no action is this patch of a ${kind}`,
    'change one field that an action is for, or use --type=json',
  );
}

/** The value at a path where nothing stands beside it; undefined otherwise. */
function onlyField(value: Json, path: readonly string[]): Json | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [only, ...others] = Object.entries(value) as readonly (readonly [string, Json])[];
  return only === undefined || others.length > 0 || only[0] !== key ? undefined : onlyField(only[1], rest);
}

const pointer = z.string().regex(/^(\/([^~/]|~[01])*)*$/u);
// Required also where it is null: RFC 6902 wants the member to be there.
const json: z.ZodType<Json> = z.json();
const jsonPatch = z
  .array(
    z.discriminatedUnion('op', [
      z.strictObject({ op: z.enum(['add', 'replace', 'test']), path: pointer, value: json }),
      z.strictObject({ op: z.literal('remove'), path: pointer }),
      z.strictObject({ op: z.enum(['move', 'copy']), from: pointer, path: pointer }),
    ]),
  )
  .min(1);

/** A JSON Patch (RFC 6902) as `patch-object` takes it. */
export function mapJsonPatch(patch: Json): Change {
  const operations = jsonPatch.safeParse(patch);
  if (!operations.success) throw invalid('the patch is not a JSON Patch (RFC 6902)');
  return { action: 'patch-object', params: { patch: operations.data } };
}
