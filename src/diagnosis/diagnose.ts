import type { Diagnosis } from '../domain/diagnosis.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import type { Incident } from '../domain/incident.ts';
import type { Misstep } from '../domain/misstep.ts';
import { conclude, isAnswered, withoutRepetition } from './conclude.ts';
import type { DiagnoseInput } from './diagnose-input.ts';
import { costOf, modelCost } from './diagnosis-cost.ts';
import type { Ground } from './ground-reply.ts';
import { maxActions, proposeTool } from './ground-reply-schema.ts';
import { estimateTokens } from './model-limits.ts';
import { runModelLoop } from './model-loop.ts';
import { type Asker, createAsker } from './model-loop-ask.ts';
import { describeTool } from './model-loop-tools.ts';
import { type IncidentPrompt, incidentPrompt } from './prompt-incident.ts';
import { promptValues } from './prompt-values.ts';
import { recordedDiagnosis } from './recorded-diagnosis.ts';
import { failedRequest, recordedMissteps } from './recorded-missteps.ts';
import { redactedParts } from './redacted-parts.ts';

export interface Diagnosed {
  readonly diagnosis: Diagnosis;
  /** The evidence that came in, and what the model's tools added to it. */
  readonly evidence: readonly EvidenceItem[];
  /** What models did wrong on the way, redacted. */
  readonly missteps: readonly Misstep[];
}

/** What a model whose context was too small is shown of the first brief, in characters. */
const shorterShare = 0.4;
/** Less than this leaves no room for candidates: the model is too small for the work. */
const leastCharacters = 5_000;

/**
 * What an incident comes from and what would mend it. Triage has always spoken first; a model may do better, and where
 * none can be asked or used the diagnosis says so in its notes.
 */
export async function diagnose(input: DiagnoseInput): Promise<Diagnosed> {
  const why = whyNoModel(input);
  if (why !== undefined)
    return { diagnosis: withoutRepetition(input, why), evidence: input.evidence, missteps: [] };

  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(input.limits.diagnosisMs)]);
  const missteps: Misstep[] = [];
  const at = input.clock.now();
  const mark = input.ids.next('data');
  const incident = { ...input.incident, ...(await redactedParts(input.incident, input.redact)) };
  const asker = askerOf(input, { mark, signal, missteps });
  const { system, brief, shorter } = briefsOf(input, incident, mark);
  const result = await runModelLoop({
    system,
    brief: { text: brief.text, ground: groundOf(input, brief) },
    shorterBrief:
      shorter.text.length < brief.text.length
        ? { text: shorter.text, ground: groundOf(input, shorter) }
        : undefined,
    tools: input.tools,
    asker,
    limits: input.limits,
    mark,
    signal,
    onMisstep: (misstep) => missteps.push(misstep),
  });
  input.signal.throwIfAborted();

  const notes = [...asker.notes, ...(result.shortened ? shorter : brief).notes];
  const diagnosis = await conclude(input, result, notes, costOf(input, asker, result.found));
  await input.recordDiagnosis(
    recordedDiagnosis({
      ...input,
      id: mark,
      at,
      incident,
      lessons: input.lessons ?? [],
      found: result.found,
      outcome: diagnosis,
    }),
  );
  return {
    diagnosis,
    evidence: [...input.evidence, ...result.found],
    missteps: await recordedMissteps(missteps, input.redact),
  };
}

/** The notes of a diagnosis for which no model is asked; undefined where one is. */
function whyNoModel(input: DiagnoseInput): readonly string[] | undefined {
  if (input.models.length === 0) return [];
  if (input.whenSure === 'skip' && isAnswered(input))
    return ['no model asked: triage is sure, and the settings ask none then'];
  return modelCost(input.incident).modelRequests >= input.limits.incidentRequests
    ? ["no model asked: the incident's requests are used up"]
    : undefined;
}

/** Asks the models, and keeps each exchange and each request that failed. */
function askerOf(
  input: DiagnoseInput,
  { mark, signal, missteps }: { mark: string; signal: AbortSignal; missteps: Misstep[] },
): Asker {
  return createAsker({
    ...input,
    async recordExchange(exchange) {
      const { model, messages, result: came } = exchange;
      const afterTools = messages.some(({ role }) => role === 'tool');
      if (came.kind === 'error') missteps.push(failedRequest(model, came.code, afterTools));
      await input.recordExchange(exchange);
    },
    incident: input.incident.id,
    diagnosis: mark,
    promptVersion: input.prompts.version,
    longestWaitMs: input.limits.longestWaitMs,
    signal,
  });
}

/** What a model is told: by the system prompt, by the brief, and by one that fits a smaller context. */
function briefsOf(input: DiagnoseInput, incident: Incident, mark: string) {
  const { limits } = input;
  const system = input.prompts.render(
    promptValues({
      incident,
      mark,
      taxonomy: input.taxonomy,
      namespaces: input.namespaces,
      lessons: input.lessons ?? [],
      limits,
      maxActions,
    }),
  );
  const fixed = estimateTokens({
    messages: [{ role: 'system', text: system }],
    tools: [...input.tools.map(describeTool), proposeTool],
  });
  const within = (maxCharacters: number) => incidentPrompt({ ...input, incident, mark, maxCharacters });
  // JSON escapes the frames' quotes once more in the request; the estimate counts those too.
  const brief = within(Math.max(0, limits.firstRequestTokens - fixed) * 3);
  const shorter = within(Math.max(leastCharacters, Math.floor(brief.text.length * shorterShare)));
  return { system, brief, shorter };
}

/** What a reply may refer to: what the model was shown, and nothing else. */
function groundOf({ incident, taxonomy, triage }: DiagnoseInput, prompt: IncidentPrompt): Ground {
  return {
    incident,
    evidence: new Map(prompt.evidence.map((item) => [item.id, item])),
    candidates: new Map(prompt.candidates.map((candidate) => [candidate.id, candidate])),
    causes: new Set(Object.keys(taxonomy)),
    sureCauses: triage.causes,
  };
}
