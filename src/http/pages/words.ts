import { heldDraft, type Incident, type IncidentOutcome, type IncidentState } from '../../domain/incident.ts';
import type { MistakeSource } from '../../domain/mistake.ts';
import type { Layer, VerdictOutcome } from '../../domain/verdict.ts';
import type { VerificationCheck } from '../../domain/verification.ts';
import { sentence } from './sentence.ts';

/** What people read in place of the codes. */

export const stateNames: Readonly<Record<IncidentState, string>> = {
  settling: 'Settling',
  investigating: 'Investigating',
  reviewing: 'Reviewing',
  'awaiting-approval': 'Waiting for approval',
  executing: 'Executing',
  following: 'Pull request open',
  verifying: 'Verifying',
  closed: 'Closed',
};

export const outcomeNames: Readonly<Record<IncidentOutcome, string>> = {
  fixed: 'Fixed',
  'self-resolved': 'Healed by itself',
  'no-action': 'No action needed',
  'dry-run': 'Dry-run, nothing written',
  refused: 'Refused by the guardrails',
  denied: 'Denied',
  expired: 'Expired undecided',
  failed: 'Failed',
  undone: 'Undone',
  'handed-over': 'Handed over to people',
};

const stateSentences: Readonly<Record<Exclude<IncidentState, 'closed'>, string>> = {
  settling: 'Waiting a moment to see whether it heals by itself.',
  investigating: 'Gathering evidence and looking for the cause. Nothing is changed.',
  reviewing: 'A fix is drafted; the five guardrail layers are judging it. Nothing is changed.',
  'awaiting-approval': 'A fix is ready. Nothing changes until somebody decides.',
  executing: 'Approved. The change is being made, step by step.',
  following: 'A pull request is open. Nothing changes until its reviewers merge it.',
  verifying: 'The change is made. Checking whether it really helped.',
};

const undoSentence = 'The way back is ready. Nothing changes until somebody decides.';
const heldSentence =
  'The stop switch is on: nothing is proposed or changed. It goes on when the switch is released.';
const limitSentence =
  'A fix is drafted, and a limit of the policies keeps it back. Nothing is changed; it is judged again when the limit ends.';

/** Where it stands in a word or two; a draft that something keeps back is not being worked on. */
export function stateName({ state, outcome, onHold }: Stands): string {
  if (state === 'closed' && outcome !== undefined) return outcomeNames[outcome];
  return onHold === true ? 'On hold' : stateNames[state];
}

/** Where it stands, as a row of a list tells it. */
export interface Stands extends Pick<Incident, 'state' | 'outcome'> {
  readonly onHold?: boolean;
}

export function standsOf(incident: Pick<Incident, 'state' | 'outcome' | 'draft'>): Stands {
  const { state, outcome } = incident;
  return { state, onHold: heldDraft(incident) !== undefined, ...(outcome === undefined ? {} : { outcome }) };
}

const outcomeSentences: Readonly<Record<IncidentOutcome, string>> = {
  fixed: 'The change was made, and every check has held since.',
  'self-resolved': 'The condition went away before anything was done.',
  'no-action': 'The investigation found nothing that should be changed.',
  'dry-run': 'Firebreak runs in dry-run mode: it stopped right before the write.',
  refused: 'No proposal passed the guardrails. It needs a person.',
  denied: 'Somebody denied the proposal. Nothing was changed.',
  expired: 'Nobody decided in time. Nothing was changed.',
  failed: 'The change did not do what it should. It needs a person now.',
  undone: 'The change was taken back.',
  'handed-over': 'A person has to take it from here.',
};

/** What its note leaves open: whether anything was changed, and whether somebody has to act. */
const followUps: Readonly<Partial<Record<IncidentOutcome, string>>> = {
  refused: 'It needs a person.',
  denied: 'Nothing was changed.',
  expired: 'Nothing was changed.',
  failed: 'It needs a person now.',
  'handed-over': 'It is with people now.',
};

type Standing = Pick<Incident, 'state' | 'outcome' | 'draft' | 'proposal' | 'note'>;

/** Where the incident stands, in a sentence or two; at its end, with why it ended so. */
export function standing(incident: Standing): string {
  const { state, outcome, proposal, note } = incident;
  const held = heldDraft(incident);
  if (held !== undefined) return held.heldBy === undefined ? heldSentence : limitSentence;
  if (state === 'awaiting-approval' && proposal?.purpose === 'undo') return undoSentence;
  if (state !== 'closed') return stateSentences[state];
  if (outcome === undefined) return 'It is closed.';
  if (note === undefined) return outcomeSentences[outcome];
  return [sentence(note), followUps[outcome] ?? ''].join(' ').trim();
}

/** How a badge is coloured. */
export type Tone = 'good' | 'bad' | 'wait' | 'busy' | 'quiet';

const outcomeTones: Readonly<Record<IncidentOutcome, Tone>> = {
  fixed: 'good',
  'self-resolved': 'good',
  'no-action': 'quiet',
  'dry-run': 'quiet',
  refused: 'bad',
  denied: 'quiet',
  expired: 'bad',
  failed: 'bad',
  undone: 'quiet',
  'handed-over': 'wait',
};

export function toneOf(state: IncidentState, outcome: IncidentOutcome | undefined): Tone {
  if (state === 'awaiting-approval') return 'wait';
  if (state !== 'closed') return 'busy';
  return outcome === undefined ? 'quiet' : outcomeTones[outcome];
}

export const layerNames: Readonly<Record<Layer, string>> = {
  allowlist: 'Allowlist',
  selector: 'Selector',
  'pod-security': 'Pod Security',
  'dry-run': 'Dry-run',
  approval: 'Approval',
};

export const mistakeSourceNames: Readonly<Record<MistakeSource, string>> = {
  refusal: 'Refused by a layer',
  denial: 'Denied by people',
  'invalid-reply': 'Reply of no use',
  'ungrounded-reply': 'Reply without ground',
  'model-failure': 'Model failed',
  'blind-look': 'Not allowed to look',
  'failed-delivery': 'Message not delivered',
  'failed-execution': 'Change failed',
  undone: 'Taken back',
};

export const verdictNames: Readonly<Record<VerdictOutcome, string>> = {
  pass: 'Passes',
  refuse: 'Refuses',
  hold: 'Holds for people',
  skipped: 'Not judged',
};

export const checkNames: Readonly<Record<VerificationCheck['outcome'], string>> = {
  holds: 'Holds',
  'not-yet': 'Not yet',
  broken: 'Broken',
  'could-not-look': 'Could not look',
};
