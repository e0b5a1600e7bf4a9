import type { Action } from '../domain/action.ts';
import { riskTiers } from '../domain/action.ts';
import type { CheckResult, Layer, Verdict } from '../domain/verdict.ts';
import { overallOutcome } from '../domain/verdict.ts';
import { ClusterError, type ClusterReader } from '../ports/cluster.ts';
import { decideUnseen } from './allowlist/decide.ts';
import { judgeApproval } from './approval/approval-layer.ts';
import { judgeAction, type JudgeSetting } from './judge-action.ts';

export type UnseenSetting = Omit<JudgeSetting, 'cluster' | 'dryRun' | 'mode'>;

/**
 * Judges an action where there is neither a cluster nor a dump: what the action alone decides. A refusal is certain;
 * what depends on its target is `skipped` with `target.not-looked-up`, and approval says the least that it can take.
 */
export async function judgeUnseen(input: unknown, setting: UnseenSetting): Promise<CheckResult> {
  const task = { input, marker: 'check', at: setting.now.toISOString(), provisional: () => false };
  const judged = await judgeAction(task, { ...setting, cluster: nowhere, mode: 'check' });
  const { action, outcome, verdicts } = judged;
  // Whatever else came first, such as a schema that the action does not fit, is said of the action alone.
  if (verdicts[0]?.reason !== 'target.unreadable') return { action, outcome, verdicts };
  const allowlist = decideUnseen({
    ...setting,
    action,
    mode: 'check',
    namespaceObject: 'unread',
    namespaceExists: 'unread',
  });
  const unseen: readonly Verdict[] = [
    allowlist ?? notLookedUp('allowlist'),
    notLookedUp('selector'),
    notLookedUp('pod-security'),
    {
      layer: 'dry-run',
      outcome: 'skipped',
      reason: 'dry-run.no-cluster',
      message: 'there is no live API server to ask',
    },
    leastApproval(action, setting),
  ];
  return { action, outcome: overallOutcome(unseen), verdicts: unseen };
}

function notLookedUp(layer: Layer): Verdict {
  return {
    layer,
    outcome: 'skipped',
    reason: 'target.not-looked-up',
    message: 'it depends on the target, and there is no cluster to look it up in',
    remedy: 'give --dump FOLDER',
  };
}

/** The risk shows only on the object: what the lowest one takes that somebody may decide. */
function leastApproval(action: Action, { policies }: UnseenSetting): Verdict {
  const verdicts = riskTiers.map((risk) => judgeApproval({ action, change: { risk }, policies }));
  const possible = verdicts.find(({ outcome }) => outcome !== 'refuse');
  const verdict = possible ?? judgeApproval({ action, change: { risk: 'low' }, policies });
  return { ...verdict, message: `at the least: ${verdict.message}` };
}

const nowhere: ClusterReader = { get: unreachable, list: unreachable, logs: unreachable };

async function unreachable(): Promise<never> {
  throw new ClusterError('unreachable', 'there is no cluster');
}
