import { parseAction } from '../actions/catalogue.ts';
import type { PlannedChange } from '../actions/action-type.ts';
import { openPullRequest } from '../actions/open-pull-request.ts';
import { approvalsNeeded, takesSoleApprover } from '../approvals/approvals-needed.ts';
import { hashOf } from '../domain/canonical.ts';
import type { Draft, Incident, Refusal } from '../domain/incident.ts';
import { type KubernetesObject, refKey, refOf, refText } from '../domain/objects.ts';
import type { Proposal, ProposalStep } from '../domain/proposal.ts';
import type { Verdict } from '../domain/verdict.ts';
import { objectDiff, settled } from '../guardrails/dry-run/object-diff.ts';
import { type JudgedAction, judgeAction, type JudgeSetting } from '../guardrails/judge-action.ts';
import { overlayCluster } from '../guardrails/overlay-cluster.ts';
import { isMatterOfTime, limiting } from './matter-of-time.ts';
import type { ResponsePorts } from './stage.ts';

export type Review =
  | { readonly kind: 'proposed'; readonly proposal: Proposal }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Judges every action of a draft. Of a change that is proposed twice, to the cluster now and to its repository for good,
 * each stands without the other where the guardrails refuse that.
 */
export async function reviewDraft(incident: Incident, draft: Draft, ports: ResponsePorts): Promise<Review> {
  const whole = await reviewActions(incident, draft, ports);
  if (whole.kind === 'proposed') return whole;
  const { refused } = whole.refusal;
  const isRefused = (opens: boolean) => refused.some(({ action }) => opensPullRequest(action) === opens);
  const rest = draft.actions.filter(({ action }) => !isRefused(opensPullRequest(action)));
  if (rest.length === 0 || rest.length === draft.actions.length) return whole;
  // A change that only comes too soon is worth waiting for.
  if (isRefused(false) && isMatterOfTime(whole.refusal, limiting)) return whole;
  const part = await reviewActions(incident, { ...draft, actions: rest }, ports);
  if (part.kind !== 'proposed') return whole;
  return { ...part, proposal: Object.freeze({ ...part.proposal, leftOut: refused }) };
}

function opensPullRequest(action: string): boolean {
  return action === openPullRequest.name;
}

/** Judges actions, each on the cluster as the ones before would leave it. */
async function reviewActions(incident: Incident, draft: Draft, ports: ResponsePorts): Promise<Review> {
  const now = ports.clock.now();
  const id = ports.ids.next('prp');
  const createdAt = now.toISOString();
  const setting = { ...(await ports.judgeSetting(incident)), purpose: draft.purpose };
  const changes: PlannedChange[] = [];
  const judged: JudgedAction[] = [];
  for (const [index, action] of draft.actions.entries()) {
    const result = await judgeAction(
      {
        input: action,
        marker: markerOf(id, index),
        at: createdAt,
        provisional: (target) =>
          changes.some((change) => refKey(change.request.target) === refKey(refOf(target))),
      },
      { ...setting, cluster: overlayCluster(setting.cluster, changes) },
    );
    judged.push({ ...result, verdicts: await redactVerdicts(result.verdicts, ports.redact) });
    if (result.planned !== undefined) changes.push(result.planned.change);
  }
  if (judged.some((result) => result.outcome === 'refuse')) {
    return { kind: 'refused', refusal: refusalOf(id, judged) };
  }
  const steps: ProposalStep[] = [];
  for (const step of judged.map(stepOf)) {
    if (step !== undefined) steps.push({ ...step, diff: await ports.redact(step.diff) });
  }
  return { kind: 'proposed', proposal: proposalOf(incident, draft, { id, createdAt, steps }, setting) };
}

/** Names a step's write in the cluster and in the ledger. */
export function markerOf(proposal: string, step: number): string {
  return `${proposal}.${step + 1}`;
}

/** Judges one step of an approved proposal again, on the cluster as it is. */
export async function rejudgeStep(
  proposal: Proposal,
  index: number,
  setting: JudgeSetting,
): Promise<JudgedAction> {
  const step = proposal.steps[index];
  return judgeAction(
    {
      input: step?.action,
      marker: markerOf(proposal.id, index),
      at: proposal.createdAt,
      provisional: () => false,
    },
    { ...setting, purpose: proposal.purpose },
  );
}

/** The concrete step of an action that every layer let through; undefined where it could not be planned. */
export function stepOf(judged: JudgedAction): ProposalStep | undefined {
  const { action, verdicts, planned, pullRequest } = judged;
  const parsed = parseAction(action);
  if (pullRequest !== undefined && parsed.ok) {
    const { request, inverse, diff, risk } = pullRequest;
    const kubectl = parsed.type.kubectl(action, parsed.params);
    // The request names every file that it replaces: there is nothing else that people could have looked at.
    return {
      action,
      targetUid: '',
      request,
      inverse,
      diff,
      kubectl,
      risk,
      verdicts,
      basis: '',
      provisional: false,
    };
  }
  if (planned === undefined || !parsed.ok) return undefined;
  const { change, dryRunOutcome, provisional } = planned;
  const isNew = change.request.verb === 'create';
  // Each dry-run would give a new object another uid, and its controller's labels with it.
  const answered = dryRunOutcome?.accepted === true && !isNew ? dryRunOutcome.result.object : undefined;
  const after = change.after === undefined ? undefined : (answered ?? change.after);
  return {
    action,
    targetUid: change.before?.metadata.uid ?? '',
    request: change.request,
    inverse: change.inverse,
    diff: objectDiff(isNew ? undefined : change.before, after),
    kubectl: parsed.type.kubectl(action, parsed.params),
    risk: change.risk,
    verdicts,
    basis: provisional ? '' : basisOf(change.before, after),
    ...(change.request.verb === 'patch' && answered !== undefined ? { promise: promiseOf(answered) } : {}),
    provisional,
  };
}

/** What has to be the same right before the write as when people looked. */
export function sameAsApproved(approved: ProposalStep, now: ProposalStep): boolean {
  const bound = (step: ProposalStep) => ({
    uid: step.targetUid,
    request: step.request,
    inverse: step.inverse,
  });
  if (hashOf(bound(approved)) !== hashOf(bound(now))) return false;
  return approved.provisional || approved.basis === now.basis;
}

/** The verdicts without what is known as a secret. */
export async function redactVerdicts(
  verdicts: readonly Verdict[],
  redact: ResponsePorts['redact'],
): Promise<readonly Verdict[]> {
  return Promise.all(
    verdicts.map(async (verdict) => ({
      ...verdict,
      message: await redact(verdict.message),
      ...(verdict.remedy === undefined ? {} : { remedy: await redact(verdict.remedy) }),
    })),
  );
}

/** What a write is held against: admission may tell a dry-run from the write, and add what nobody saw. */
export function promiseOf(object: KubernetesObject): string {
  return hashOf(settled(object));
}

function basisOf(before: KubernetesObject | undefined, after: KubernetesObject | undefined): string {
  const side = (object: KubernetesObject | undefined) => (object === undefined ? null : settled(object));
  return hashOf({ before: side(before), after: side(after) });
}

function proposalOf(
  incident: Incident,
  draft: Draft,
  made: { readonly id: string; readonly createdAt: string; readonly steps: readonly ProposalStep[] },
  setting: JudgeSetting,
): Proposal {
  const { policies } = setting;
  const expiresAt = new Date(
    Date.parse(made.createdAt) + policies.limits.proposalExpirySeconds * 1000,
  ).toISOString();
  const bound = {
    id: made.id,
    incident: incident.id,
    cluster: incident.cluster,
    purpose: draft.purpose,
    steps: made.steps.map(({ action, targetUid, request, inverse, diff, basis }) => ({
      action,
      targetUid,
      request,
      inverse,
      diff,
      basis,
    })),
    expiresAt,
    policyVersion: policies.version,
  };
  return Object.freeze({
    id: made.id,
    incident: incident.id,
    cluster: incident.cluster,
    by: draft.by,
    purpose: draft.purpose,
    steps: made.steps,
    createdAt: made.createdAt,
    expiresAt,
    policyVersion: policies.version,
    hash: hashOf(bound),
    approvalsNeeded: approvalsNeeded(made.steps, policies),
    ...(takesSoleApprover(made.steps) ? { soleApprover: true } : {}),
    ...(draft.requestedBy === undefined ? {} : { requestedBy: draft.requestedBy }),
    ...(draft.changedSince === undefined ? {} : { changedSince: draft.changedSince }),
    ...(draft.notes === undefined || draft.notes.length === 0 ? {} : { notes: draft.notes }),
  });
}

function refusalOf(proposal: string, judged: readonly JudgedAction[]): Refusal {
  return {
    proposal,
    refused: judged
      .filter((result) => result.outcome === 'refuse')
      .map((result) => ({
        action: result.action.action,
        target: refText(result.action.target),
        params: result.action.params,
        verdicts: result.verdicts.filter((verdict) => verdict.outcome === 'refuse'),
      })),
  };
}
