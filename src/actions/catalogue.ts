import { z } from 'zod';
import type { Action } from '../domain/action.ts';
import { isDeeperThan } from '../domain/fields.ts';
import type { ActionType } from './action-type.ts';
import { applyObject } from './apply-object.ts';
import { cordonNode } from './cordon-node.ts';
import { deleteJob } from './delete-job.ts';
import { deletePod } from './delete-pod.ts';
import { openPullRequest } from './open-pull-request.ts';
import { patchConfigMap } from './patch-configmap.ts';
import { patchObject } from './patch-object.ts';
import { patchServiceSelector } from './patch-service-selector.ts';
import { reservedKeyIn } from './reserved-keys.ts';
import { restartWorkload } from './restart-workload.ts';
import { rollbackWorkload } from './rollback-workload.ts';
import { runCronJob } from './run-cronjob.ts';
import { scaleWorkload } from './scale-workload.ts';
import { setEnv } from './set-env.ts';
import { setImage } from './set-image.ts';
import { setLabels } from './set-labels.ts';
import { setResources } from './set-resources.ts';
import { suspendCronJob } from './suspend-cronjob.ts';

/** Every action that Firebreak can propose; an action is added by adding its file and a line here. */
export const catalogue: readonly ActionType[] = [
  forgetParams(applyObject),
  forgetParams(cordonNode),
  forgetParams(deleteJob),
  forgetParams(deletePod),
  forgetParams(openPullRequest),
  forgetParams(patchConfigMap),
  forgetParams(patchObject),
  forgetParams(patchServiceSelector),
  forgetParams(restartWorkload),
  forgetParams(rollbackWorkload),
  forgetParams(runCronJob),
  forgetParams(scaleWorkload),
  forgetParams(setEnv),
  forgetParams(setImage),
  forgetParams(setLabels),
  forgetParams(setResources),
  forgetParams(suspendCronJob),
];

/**
 * Lets entries with different parameters stand in one list: parameters are parsed by the entry's own schema before
 * any of its functions see them.
 */
function forgetParams<P>(type: ActionType<P>): ActionType {
  const planNew = type.planNew?.bind(type);
  const opens = type.opens?.bind(type);
  return {
    ...type,
    plan: (target, params, context) => type.plan(target, type.params.parse(params), context),
    ...(planNew === undefined
      ? {}
      : { planNew: (params, context) => planNew(type.params.parse(params), context) }),
    ...(opens === undefined ? {} : { opens: (params) => opens(type.params.parse(params)) }),
    kubectl: (action, params) => type.kubectl(action, type.params.parse(params)),
  };
}

const json: z.ZodType<Action['params'][string]> = z.json();

const refSchema = z
  .object({
    apiVersion: z.string().min(1),
    kind: z.string().min(1),
    namespace: z.string().min(1).optional(),
    name: z.string().min(1).max(253),
    uid: z.string().optional(),
  })
  .transform((ref) => {
    const { namespace, ...own } = ref;
    // A Namespace's own name is its namespace, and may be written as such.
    return ref.kind === 'Namespace' && namespace === ref.name ? own : ref;
  });

/** The envelope that all actions share; `params` belongs to the catalogue entry. */
const actionSchema = z.object({
  apiVersion: z.literal('firebreak.dev/v1'),
  action: z.string().min(1),
  cluster: z.string().min(1).default('default'),
  target: refSchema,
  params: z.record(z.string(), json).default({}),
  incident: z
    .object({ namespace: z.string().min(1), namespaces: z.array(z.string().min(1)).optional() })
    .optional(),
});

export type ParsedAction =
  | { readonly ok: true; readonly action: Action; readonly type: ActionType; readonly params: unknown }
  | { readonly ok: false; readonly problem: string };

/** No object of Kubernetes comes near it. */
export const mostLevels = 64;

/** Reads an action: envelope, catalogue entry, kind, parameters. The problem says where and what would be right. */
export function parseAction(input: unknown): ParsedAction {
  if (isDeeperThan(input, mostLevels)) {
    return { ok: false, problem: `nested in more than ${mostLevels} levels` };
  }
  const reserved = reservedKeyIn(input);
  if (reserved !== undefined) {
    return { ok: false, problem: `${reserved}: a key of this name is not taken; leave it out` };
  }
  const envelope = actionSchema.safeParse(input);
  if (!envelope.success) return { ok: false, problem: firstIssue(envelope.error, '') };
  const action = envelope.data as Action;
  const type = catalogue.find((entry) => entry.name === action.action);
  if (type === undefined) {
    const known = catalogue.map((entry) => entry.name).join(', ');
    return { ok: false, problem: `action: "${action.action}" is not in the catalogue (${known})` };
  }
  if (type.kinds.length > 0 && !type.kinds.includes(action.target.kind)) {
    return {
      ok: false,
      problem: `target.kind: ${type.name} acts on ${type.kinds.join(', ')}, not on ${action.target.kind}`,
    };
  }
  const params = type.params.safeParse(action.params);
  if (!params.success) return { ok: false, problem: firstIssue(params.error, 'params') };
  return { ok: true, action, type, params: params.data };
}

function firstIssue(error: z.ZodError, at: string): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'not an action';
  const path = [at, ...issue.path.map(String)].filter((part) => part !== '').join('.');
  // A line of a batch that is no JSON comes as its text.
  return path === '' ? 'not an action: a JSON object is expected' : `${path}: ${issue.message}`;
}
