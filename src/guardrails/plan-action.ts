import type { PlanContext, PlannedChange, PlannedPullRequest, PlanResult } from '../actions/action-type.ts';
import type { ParsedAction } from '../actions/catalogue.ts';
import { secretInChange, secretInParams } from '../actions/secret-values.ts';
import { messageOf } from '../domain/message-of.ts';
import { type KubernetesObject, refText } from '../domain/objects.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { isProblem } from '../pull-requests/problem.ts';
import { planPullRequest, type PullRequestSources } from './plan-pull-request.ts';

/** Why nothing was planned, in the words of a verdict. */
export type PlanProblem = Pick<Verdict, 'reason' | 'message' | 'remedy' | 'rule'>;

/** `missing`: the cluster has no object of that name, and the action does not make one. */
export type Planning =
  | { readonly outcome: 'planned'; readonly change: PlannedChange }
  | { readonly outcome: 'pull-request'; readonly planned: PlannedPullRequest }
  | { readonly outcome: 'refused'; readonly problem: PlanProblem }
  | { readonly outcome: 'missing' };

type Parsed = Extract<ParsedAction, { ok: true }>;

/** Reads the target and what else the plan depends on, and plans the exact request; it never throws. */
export async function planAction(
  parsed: Parsed,
  task: Pick<PlanContext, 'marker' | 'at'>,
  cluster: ClusterReader,
  pullRequests?: PullRequestSources | 'unseen',
): Promise<Planning> {
  const { action, type } = parsed;
  const secret = secretInParams(action.params);
  if (secret !== undefined) return secretLike(`params${secret}`);
  const ask = type.opens?.(parsed.params);
  if (ask !== undefined) {
    const planned = await planPullRequest(ask, action.target, cluster, pullRequests);
    return isProblem(planned)
      ? refused({ reason: planned.reason, message: planned.words })
      : { outcome: 'pull-request', planned };
  }
  const name = refText(action.target);
  try {
    const target = await cluster.get(action.target);
    const meant = action.target.uid;
    if (target === undefined) {
      return meant === undefined
        ? planOn(target, parsed, { ...task, action, related: [] })
        : { outcome: 'missing' };
    }
    if (meant !== undefined && target.metadata.uid !== meant) {
      const message = `${name} is no longer the object that was meant: its uid differs`;
      return refused({ reason: 'target.not-found', message });
    }
    const related = (await type.related?.(target, cluster)) ?? [];
    return planOn(target, parsed, { ...task, action, related });
  } catch (cause) {
    const message = `${name}, or what the action depends on, could not be read: ${messageOf(cause)}`;
    return refused({ reason: 'target.unreadable', message });
  }
}

function planOn(
  target: KubernetesObject | undefined,
  { type, params }: Parsed,
  context: PlanContext,
): Planning {
  let plan: PlanResult | undefined;
  try {
    plan = target === undefined ? type.planNew?.(params, context) : type.plan(target, params, context);
  } catch (cause) {
    // The name alone: a message may quote the object.
    const why = cause instanceof Error ? cause.name : 'unknown error';
    return refused({ reason: 'action.invalid', message: `cannot be planned on this object (${why})` });
  }
  if (plan === undefined) return { outcome: 'missing' };
  if (!plan.ok) return refused(plan);
  const secret = secretInChange(plan.change);
  return secret === undefined ? { outcome: 'planned', change: plan.change } : secretLike(secret);
}

function secretLike(place: string): Planning {
  return refused({
    reason: 'action.secret-like',
    message: `the value at ${place} looks like a secret, and what runs is stored and shown`,
    remedy: 'keep it in a Secret and refer to that; a person has to do this by other means',
  });
}

function refused({ reason, message, remedy, rule }: PlanProblem): Planning {
  return {
    outcome: 'refused',
    problem: {
      reason,
      message,
      ...(remedy === undefined ? {} : { remedy }),
      ...(rule === undefined ? {} : { rule }),
    },
  };
}
