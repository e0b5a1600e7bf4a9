import type { Candidate } from '../domain/candidate.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import type { Incident, Refusal } from '../domain/incident.ts';
import { refText } from '../domain/objects.ts';
import { fitEvidence } from './prompt-evidence.ts';
import { frame } from './prompt-frame.ts';

export interface IncidentPromptInput {
  /** Redacted, as everything here has to be. */
  readonly incident: Pick<Incident, 'title' | 'severity' | 'target' | 'alerts' | 'refusals'>;
  readonly evidence: readonly EvidenceItem[];
  readonly triage: Diagnosis;
  readonly candidates: readonly Candidate[];
  readonly mark: string;
  readonly maxCharacters: number;
}

/** The first user message, and what of the input it shows: only that may be cited and picked. */
export interface IncidentPrompt {
  readonly text: string;
  readonly evidence: readonly EvidenceItem[];
  readonly candidates: readonly Candidate[];
  /** What had to be left out, for people; empty where all is shown. */
  readonly notes: readonly string[];
}

/** Candidates and refusals get at most this share of the room; evidence gets all that is left. */
const candidateShare = 0.4;
const refusalShare = 0.15;

export function incidentPrompt(input: IncidentPromptInput): IncidentPrompt {
  const { incident, triage, mark } = input;
  const about = {
    title: incident.title,
    severity: incident.severity,
    ...(incident.target === undefined ? {} : { target: refText(incident.target) }),
    alerts: incident.alerts.length,
  };
  const impression = {
    summary: triage.summary,
    causes: triage.causes.map((cause) => ({ ...cause, object: refText(cause.object) })),
    actions: triage.actions.map((action) => ({
      action: action.action,
      target: refText(action.target),
      params: action.params,
    })),
  };
  const refusals = within(
    incident.refusals.toReversed().flatMap(refusalLines),
    input.maxCharacters * refusalShare,
  );
  const candidates = within(input.candidates.map(candidateLine), input.maxCharacters * candidateShare);
  const pickable = new Set(candidates.map((line) => line.id));
  const frameRoom = 600 + JSON.stringify([about, impression, refusals, candidates]).length;
  const fitted = fitEvidence(input.evidence, {
    cited: new Set(triage.causes.flatMap((cause) => cause.evidence)),
    maxCharacters: Math.max(0, input.maxCharacters - frameRoom),
  });
  const visible = new Set(fitted.lines.map((line) => line.id));

  const notes = [
    ...(fitted.omitted.length === 0 ? [] : [`evidence left out for length: ${fitted.omitted.join(', ')}`]),
    ...(fitted.shortened.length === 0 ? [] : [`evidence shortened: ${fitted.shortened.join(', ')}`]),
    ...(candidates.length === input.candidates.length
      ? []
      : [`candidates left out for length: ${input.candidates.length - candidates.length}`]),
  ];
  const sections = [
    `The incident:\n${frame(mark, [about])}`,
    `Evidence:\n${frame(mark, fitted.lines)}`,
    `What the rules make of it (no model; they may be wrong):\n${frame(mark, [impression])}`,
    candidates.length === 0
      ? 'There are no candidates: nothing that could be changed here is known to be safe. Name the cause and abstain.'
      : `Candidates:\n${frame(mark, candidates)}`,
    ...(refusals.length === 0
      ? []
      : [`Refused before by the guardrails, newest first:\n${frame(mark, refusals)}`]),
    ...(notes.length === 0 ? [] : [`Not everything fits: ${notes.join('; ')}.`]),
  ];
  return {
    text: sections.join('\n\n'),
    evidence: input.evidence.filter((item) => visible.has(item.id)),
    candidates: input.candidates.filter((candidate) => pickable.has(candidate.id)),
    notes,
  };
}

function candidateLine(candidate: Candidate) {
  const { id, action, target, evidence, values, required, why } = candidate;
  return { id, action, target: refText(target), evidence, values, required, why };
}

function refusalLines(refusal: Refusal) {
  return refusal.refused.map(({ action, target, params, verdicts }) => ({
    refused: action,
    target,
    params,
    because: verdicts
      .filter((verdict) => verdict.outcome === 'refuse')
      .map(({ layer, reason, message, remedy }) => ({ layer, reason, message, remedy: remedy ?? null })),
  }));
}

/** The first lines that fit into so many characters together. */
function within<T>(lines: readonly T[], maxCharacters: number): readonly T[] {
  let room = maxCharacters;
  const fitting = lines.findIndex((line) => {
    room -= JSON.stringify(line).length + 1;
    return room < 0;
  });
  return fitting < 0 ? lines : lines.slice(0, fitting);
}
