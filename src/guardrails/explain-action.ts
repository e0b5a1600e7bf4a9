import { parseAction } from '../actions/catalogue.ts';
import type { Verdict } from '../domain/verdict.ts';
import { refuseUnread } from './allowlist/allowlist-layer.ts';
import { explain, type Explanation } from './allowlist/explain.ts';
import type { JudgeSetting } from './judge-action.ts';
import { planAction } from './plan-action.ts';

export interface ExplainSetting
  extends Pick<JudgeSetting, 'cluster' | 'mode' | 'policies' | 'clusterName' | 'now'> {
  /** Whether `cluster` holds anything: without, nothing can be said of the object itself. */
  readonly clusterKnown: boolean;
}

export interface ExplainedAction extends Explanation {
  /** As given, with defaults. */
  readonly action: unknown;
}

/** What layer 1 says of an action, and of each rule whether it matches or why not. It never throws `ClusterError`. */
export async function explainAction(input: unknown, setting: ExplainSetting): Promise<ExplainedAction> {
  const parsed = parseAction(input);
  if (!parsed.ok) return { action: input, ...unplanned('refuse', 'action.invalid', parsed.problem) };
  const { action } = parsed;
  const context = { ...setting, action };
  // What no policy can open is not even read.
  if (refuseUnread(context) !== undefined) return { action, ...(await explain(context)) };
  const planning = await planAction(
    parsed,
    { marker: 'explain', at: setting.now.toISOString() },
    setting.cluster,
    'unseen',
  );
  switch (planning.outcome) {
    case 'planned':
      return { action, ...(await explain({ ...context, change: planning.change })) };
    case 'pull-request': {
      const [change] = planning.planned.merged;
      return { action, ...(await explain({ ...context, ...(change === undefined ? {} : { change }) })) };
    }
    case 'missing':
      return { action, ...withoutCluster(await explain(context), setting) };
    case 'refused': {
      const { rules } = await explain(context);
      // The value that such a refusal is about must not be shown.
      const shown = planning.problem.reason === 'action.secret-like' ? { ...action, params: {} } : action;
      const verdict: Verdict = { layer: 'allowlist', outcome: 'refuse', ...planning.problem };
      return { action: shown, verdict, rules };
    }
    default:
      return planning satisfies never;
  }
}

/** "There is no such object" would be a lie where nobody has looked. */
function withoutCluster(explanation: Explanation, { clusterKnown }: ExplainSetting): Explanation {
  const { reason } = explanation.verdict;
  if (clusterKnown || (reason !== 'target.not-found' && reason !== 'allowlist.wrong-namespace'))
    return explanation;
  const message =
    'no cluster to look at: the rules are judged by what the action says, not by what its object holds';
  return { ...explanation, ...unplanned('skipped', 'target.unreadable', message), rules: explanation.rules };
}

function unplanned(outcome: Verdict['outcome'], reason: Verdict['reason'], message: string): Explanation {
  return { verdict: { layer: 'allowlist', outcome, reason, message }, rules: [] };
}
