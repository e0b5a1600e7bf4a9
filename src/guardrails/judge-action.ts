import type { PlannedChange, PlannedPullRequest } from '../actions/action-type.ts';
import { mostLevels, parseAction } from '../actions/catalogue.ts';
import type { Action } from '../domain/action.ts';
import { isDeeperThan } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { layers, overallOutcome, type CheckResult, type Verdict } from '../domain/verdict.ts';
import { judgeMissingTarget, refuseUnread } from './allowlist/allowlist-layer.ts';
import { askLayer } from './ask-layer.ts';
import type { DryRunOutcome, Guardrail, GuardrailContext } from './guardrail.ts';
import { judgePullRequest } from './judge-pull-request.ts';
import { planAction, type PlanProblem } from './plan-action.ts';
import type { PullRequestSources } from './plan-pull-request.ts';

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
  /** Absent where no repository host, or no repository, is configured. */
  readonly pullRequests?: PullRequestSources;
  /** For advice that anybody may ask for: the files of a pull request are not read. */
  readonly filesUnseen?: true;
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
  /** In its place where the action opens a pull request. */
  readonly pullRequest?: PlannedPullRequest;
}

/** Plans an action on the object as it is now and asks all five layers; whatever goes wrong refuses. */
export async function judgeAction(task: JudgeTask, setting: JudgeSetting): Promise<JudgedAction> {
  const parsed = parseAction(task.input);
  if (!parsed.ok) {
    return refused(writable(task.input) as Action, { reason: 'action.invalid', message: parsed.problem });
  }
  const { action } = parsed;
  const closed = refuseUnread({ ...setting, action });
  if (closed !== undefined) return refused(action, closed);
  const planning = await planAction(parsed, task, setting.cluster, sourcesOf(setting));
  switch (planning.outcome) {
    case 'missing':
      return refused(action, await judgeMissingTarget({ ...contextOf(setting), action }));
    case 'refused':
      return refused(action, planning.problem);
    case 'planned':
      return judgeChange(action, planning.change, task, setting);
    case 'pull-request': {
      const { planned } = planning;
      const verdicts = await judgePullRequest(action, planned, { ...setting, context: contextOf(setting) });
      return { action, outcome: overallOutcome(verdicts), verdicts, pullRequest: planned };
    }
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
      await askLayer(guardrail, { ...context, earlier: [...verdicts] }, setting.layerTimeoutMilliseconds),
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

function sourcesOf({
  filesUnseen,
  pullRequests,
  mode,
}: JudgeSetting): PullRequestSources | 'unseen' | undefined {
  if (filesUnseen === true) return 'unseen';
  return pullRequests ?? (mode === 'check' ? 'unseen' : undefined);
}

/** An input as it came, without what is nested too deep for whoever writes it down. */
function writable(input: unknown): unknown {
  if (!isDeeperThan(input, mostLevels)) return input;
  const entries = Object.entries(input as object);
  return Object.fromEntries(entries.filter(([, value]) => !isDeeperThan(value, mostLevels)));
}

function contextOf(setting: JudgeSetting) {
  const {
    guardrails: _guardrails,
    pullRequests: _sources,
    filesUnseen: _unseen,
    layerTimeoutMilliseconds: _timeout,
    ...context
  } = setting;
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
