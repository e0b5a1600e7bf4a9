import { TimeoutStrategy, timeout } from 'cockatiel';
import type { PlannedChange } from '../actions/action-type.ts';
import { mostLevels, parseAction } from '../actions/catalogue.ts';
import type { Action } from '../domain/action.ts';
import { isDeeperThan } from '../domain/fields.ts';
import { messageOf } from '../domain/message-of.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { layers, overallOutcome, type CheckResult, type Layer, type Verdict } from '../domain/verdict.ts';
import { judgeMissingTarget, refuseUnread } from './allowlist/allowlist-layer.ts';
import type { DryRunOutcome, Guardrail, GuardrailContext } from './guardrail.ts';
import { planAction, type PlanProblem } from './plan-action.ts';

/** What all actions of one proposal are judged with. */
export interface JudgeSetting
  extends Pick<
    GuardrailContext,
    | 'cluster'
    | 'dryRun'
    | 'mode'
    | 'policies'
    | 'clusterName'
    | 'ownNamespace'
    | 'scope'
    | 'inDoubt'
    | 'tellablePeople'
    | 'purpose'
    | 'history'
    | 'now'
  > {
  readonly guardrails: readonly Guardrail[];
  /** A layer that has not answered by then refuses. */
  readonly layerTimeoutMilliseconds: number;
}

export interface JudgeTask {
  readonly input: unknown;
  readonly marker: string;
  /** RFC 3339: when the proposal was made. */
  readonly at: string;
  /** An earlier step of the same proposal changes the same object. */
  readonly provisional: (target: KubernetesObject) => boolean;
}

export interface JudgedAction extends CheckResult {
  /** Absent where the action could not be planned. */
  readonly planned?: {
    readonly change: PlannedChange;
    readonly dryRunOutcome?: DryRunOutcome;
    readonly provisional: boolean;
  };
}

/** Every layer's reason for "could not be judged". */
const errorReasons: Readonly<Record<Layer, ReasonCode>> = {
  allowlist: 'allowlist.error',
  selector: 'selector.error',
  'pod-security': 'pod-security.error',
  'dry-run': 'dry-run.error',
  approval: 'approval.error',
};

/** Plans an action on the object as it is now and asks all five layers; whatever goes wrong refuses. */
export async function judgeAction(task: JudgeTask, setting: JudgeSetting): Promise<JudgedAction> {
  const parsed = parseAction(task.input);
  if (!parsed.ok) {
    return refused(writable(task.input) as Action, { reason: 'action.invalid', message: parsed.problem });
  }
  const { action } = parsed;
  const closed = refuseUnread({ ...setting, action });
  if (closed !== undefined) return refused(action, closed);
  const planning = await planAction(parsed, task, setting.cluster);
  switch (planning.outcome) {
    case 'missing':
      return refused(action, await judgeMissingTarget({ ...contextOf(setting), action }));
    case 'refused':
      return refused(action, planning.problem);
    case 'planned':
      return judgeChange(action, planning.change, task, setting);
    default:
      return planning satisfies never;
  }
}

async function judgeChange(
  action: Action,
  change: PlannedChange,
  task: JudgeTask,
  setting: JudgeSetting,
): Promise<JudgedAction> {
  const object = change.before ?? change.after;
  const provisional = object !== undefined && task.provisional(object);
  const dryRunOutcome = provisional ? undefined : await dryRun(change, setting);
  const context: GuardrailContext = {
    ...contextOf(setting),
    action,
    change,
    provisional,
    ...(dryRunOutcome === undefined ? {} : { dryRunOutcome }),
  };
  const verdicts: Verdict[] = [];
  for (const guardrail of setting.guardrails) {
    verdicts.push(
      await ask(guardrail, { ...context, earlier: [...verdicts] }, setting.layerTimeoutMilliseconds),
    );
  }
  return {
    action,
    outcome: overallOutcome(verdicts),
    verdicts,
    planned: {
      change,
      provisional,
      ...(dryRunOutcome === undefined ? {} : { dryRunOutcome }),
    },
  };
}

/** An input as it came, without what is nested too deep for whoever writes it down. */
function writable(input: unknown): unknown {
  if (!isDeeperThan(input, mostLevels)) return input;
  const entries = Object.entries(input as object);
  return Object.fromEntries(entries.filter(([, value]) => !isDeeperThan(value, mostLevels)));
}

function contextOf(setting: JudgeSetting) {
  const { guardrails: _guardrails, layerTimeoutMilliseconds: _timeout, ...context } = setting;
  return context;
}

/** Nothing to judge the later layers on: the first says why, the others that they could not look. */
function refused(action: Action, problem: PlanProblem): JudgedAction {
  const verdicts = layers.map(
    (layer): Verdict => ({
      layer,
      outcome: layer === 'allowlist' ? 'refuse' : 'skipped',
      reason: problem.reason,
      message: layer === 'allowlist' ? problem.message : 'there is nothing to judge',
      ...(layer === 'allowlist' && problem.remedy !== undefined ? { remedy: problem.remedy } : {}),
      ...(layer === 'allowlist' && problem.rule !== undefined ? { rule: problem.rule } : {}),
    }),
  );
  // A refusal is stored and shown; the value that it is about must not be.
  const shown = problem.reason === 'action.secret-like' ? { ...action, params: {} } : action;
  return { action: shown, outcome: 'refuse', verdicts };
}

async function dryRun(change: PlannedChange, setting: JudgeSetting): Promise<DryRunOutcome | undefined> {
  if (setting.dryRun === undefined) return undefined;
  try {
    return { accepted: true, result: await setting.dryRun.dryRun(change.request) };
  } catch (error) {
    return { accepted: false, error };
  }
}

async function ask(guardrail: Guardrail, context: GuardrailContext, milliseconds: number): Promise<Verdict> {
  const inTime = timeout(milliseconds, TimeoutStrategy.Aggressive);
  try {
    const verdict = await inTime.execute(() => guardrail.judge(context));
    // "Skipped" is for advice alone: during a real response a layer that cannot be judged refuses.
    if (verdict.outcome !== 'skipped' || context.mode === 'check') return verdict;
    return { ...verdict, outcome: 'refuse' };
  } catch (cause) {
    return {
      layer: guardrail.layer,
      outcome: 'refuse',
      reason: errorReasons[guardrail.layer],
      message: `this layer could not be judged: ${messageOf(cause)}`,
    };
  }
}
