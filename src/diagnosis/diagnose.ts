import type { Candidate } from '../domain/candidate.ts';
import type { Diagnosis, DiagnosisCost } from '../domain/diagnosis.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import type { Incident } from '../domain/incident.ts';
import type { Misstep } from '../domain/misstep.ts';
import type { ReadTool } from '../evidence/read-tools.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { Model } from '../ports/model.ts';
import type { ModelBudget } from '../ports/model-budget.ts';
import type { Redact } from '../ports/redact.ts';
import type { RecordExchange } from './exchange.ts';
import type { Ground, GroundedReply } from './ground-reply.ts';
import { maxActions, proposeTool } from './ground-reply-schema.ts';
import { estimateTokens, type ModelLimits } from './model-limits.ts';
import { type LoopResult, runModelLoop } from './model-loop.ts';
import { type Asker, createAsker } from './model-loop-ask.ts';
import { describeTool } from './model-loop-tools.ts';
import type { Prompts } from './prompt.ts';
import { type IncidentPrompt, incidentPrompt } from './prompt-incident.ts';
import { type NamespaceKnowledge, promptValues } from './prompt-values.ts';
import { type RecordDiagnosis, recordedDiagnosis } from './recorded-diagnosis.ts';
import { failedRequest, recordedMissteps } from './recorded-missteps.ts';
import { redactValues } from './redact-values.ts';
import { wasRefused } from './refused-before.ts';

export interface DiagnoseInput {
  readonly incident: Incident;
  /** Redacted and numbered. */
  readonly evidence: readonly EvidenceItem[];
  /** What the rules say: the answer wherever no model gives a better one. */
  readonly triage: Diagnosis;
  readonly candidates: readonly Candidate[];
  readonly tools: readonly ReadTool[];
  /** In order of preference, each with its own time-out and breaker; empty: triage alone. */
  readonly models: readonly Model[];
  /** Whether a model is asked where triage is sure; absent: it is. */
  readonly whenSure?: 'ask' | 'skip';
  readonly budget: ModelBudget;
  readonly limits: ModelLimits;
  readonly prompts: Prompts;
  /** Cause codes and their meaning. */
  readonly taxonomy: Readonly<Record<string, string>>;
  readonly namespaces: NamespaceKnowledge;
  /** Sentences of the policies about mistakes that this incident invites; absent: none. */
  readonly lessons?: readonly string[];
  readonly redact: Redact;
  readonly recordExchange: RecordExchange;
  readonly recordDiagnosis: RecordDiagnosis;
  /** Resolves after so long; rejects when the signal is aborted. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Aborted when the process stops; the diagnosis then rejects and is done again later. */
  readonly signal: AbortSignal;
}

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
  const { triage, evidence, limits } = input;
  if (input.models.length === 0) return { diagnosis: withoutRepetition(input, []), evidence, missteps: [] };
  if (input.whenSure === 'skip' && isAnswered(input)) {
    const note = 'no model asked: triage is sure, and the settings ask none then';
    return { diagnosis: withoutRepetition(input, [note]), evidence, missteps: [] };
  }
  const before = modelCost(input.incident);
  if (before.modelRequests >= limits.incidentRequests) {
    return {
      diagnosis: withoutRepetition(input, ["no model asked: the incident's requests are used up"]),
      evidence,
      missteps: [],
    };
  }

  const signal = AbortSignal.any([input.signal, AbortSignal.timeout(limits.diagnosisMs)]);
  const seen: Misstep[] = [];
  const at = input.clock.now();
  const mark = input.ids.next('data');
  const asker = createAsker({
    ...input,
    async recordExchange(exchange) {
      const { model, messages, result: came } = exchange;
      const afterTools = messages.some(({ role }) => role === 'tool');
      if (came.kind === 'error') seen.push(failedRequest(model, came.code, afterTools));
      await input.recordExchange(exchange);
    },
    incident: input.incident.id,
    diagnosis: mark,
    promptVersion: input.prompts.version,
    longestWaitMs: limits.longestWaitMs,
    signal,
  });
  const incident = { ...input.incident, ...(await redactedParts(input.incident, input.redact)) };
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
  // JSON escapes the frames' quotes once more in the request; the estimate counts those too.
  const maxCharacters = Math.max(0, limits.firstRequestTokens - fixed) * 3;
  const promptWithin = (characters: number) =>
    incidentPrompt({ ...input, incident, mark, maxCharacters: characters });
  const groundOf = (prompt: IncidentPrompt): Ground => ({
    incident: input.incident,
    evidence: new Map(prompt.evidence.map((item) => [item.id, item])),
    candidates: new Map(prompt.candidates.map((candidate) => [candidate.id, candidate])),
    causes: new Set(Object.keys(input.taxonomy)),
    sureCauses: triage.causes,
  });
  const brief = promptWithin(maxCharacters);
  const shorter = promptWithin(Math.max(leastCharacters, Math.floor(brief.text.length * shorterShare)));
  const result = await runModelLoop({
    system,
    brief: { text: brief.text, ground: groundOf(brief) },
    shorterBrief:
      shorter.text.length < brief.text.length ? { text: shorter.text, ground: groundOf(shorter) } : undefined,
    tools: input.tools,
    asker,
    limits,
    mark,
    signal,
    onMisstep: (misstep) => seen.push(misstep),
  });
  input.signal.throwIfAborted();

  const notes = [...asker.notes, ...(result.shortened ? shorter : brief).notes];
  const cost = costOf(input, asker, result.found);
  const diagnosis = await conclude(input, result, notes, cost);
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
    evidence: [...evidence, ...result.found],
    missteps: await recordedMissteps(seen, input.redact),
  };
}

/** Rules that were refused would only repeat themselves, however sure they are. */
function isAnswered({ triage, incident }: DiagnoseInput): boolean {
  return triage.causes[0]?.sure === true && incident.refusals.length === 0;
}

const unanswered =
  'the rules are sure of a cause and know what would mend it, but the model proposes nothing: people decide';

/** Words in a log may talk a model out of acting: where the rules are sure, its silence does not close an incident. */
function contradictsRules(input: DiagnoseInput): boolean {
  return isAnswered(input) && input.triage.actions.length > 0;
}

async function conclude(
  input: DiagnoseInput,
  result: LoopResult,
  notes: readonly string[],
  cost: DiagnosisCost,
): Promise<Diagnosis> {
  switch (result.kind) {
    case 'proposed': {
      const diagnosis = await proposed(input, result.model, result.reply, notes, cost);
      return result.reply.actions.length === 0 && contradictsRules(input)
        ? Object.freeze({ ...diagnosis, handOver: unanswered })
        : diagnosis;
    }
    case 'unusable': {
      const handOver = await input.redact(`${result.model} gave no usable answer: ${result.reason}`);
      return Object.freeze({ ...input.triage, by: result.model, actions: [], notes, handOver, cost });
    }
    case 'silent':
      return { ...withoutRepetition(input, [...notes, `triage alone: ${result.reason}`]), cost };
  }
}

async function proposed(
  input: DiagnoseInput,
  model: string,
  reply: GroundedReply,
  notes: readonly string[],
  cost: DiagnosisCost,
): Promise<Diagnosis> {
  const { redact } = input;
  const causes = reply.causes.map(async (cause) => ({ ...cause, why: await redact(cause.why) }));
  return Object.freeze({
    by: model,
    summary: await redact(reply.summary),
    causes: await Promise.all(causes),
    actions: reply.actions,
    notes: reply.abstain === undefined ? notes : [...notes, `no action: ${await redact(reply.abstain)}`],
    cost,
  });
}

/** Triage's diagnosis without what the guardrails have refused already: rules repeat themselves, people need not. */
function withoutRepetition({ triage, incident }: DiagnoseInput, notes: readonly string[]): Diagnosis {
  const refused = triage.actions.some((action) => wasRefused(action, incident.refusals));
  const repetition = refused ? ['triage would repeat what was refused, so nothing is proposed'] : [];
  return Object.freeze({
    ...triage,
    // All of them: the steps of one proposal may need each other.
    actions: refused ? [] : triage.actions,
    notes: [...triage.notes, ...notes, ...repetition],
    cost: { ...triage.cost, ...modelCost(incident) },
  });
}

/** Titles, targets and refusals hold labels and messages of others; evidence and candidates come redacted. */
async function redactedParts(
  incident: Incident,
  redact: Redact,
): Promise<Pick<Incident, 'title' | 'refusals'>> {
  const refusals = incident.refusals.map(async (refusal) => ({
    ...refusal,
    refused: await Promise.all(
      refusal.refused.map(async (refused) => ({
        ...refused,
        params: await redactValues(refused.params, redact),
        verdicts: await Promise.all(
          refused.verdicts.map(async (verdict) => ({
            ...verdict,
            message: await redact(verdict.message),
            ...(verdict.remedy === undefined ? {} : { remedy: await redact(verdict.remedy) }),
          })),
        ),
      })),
    ),
  }));
  return { title: await redact(incident.title), refusals: await Promise.all(refusals) };
}

type ModelCost = Pick<DiagnosisCost, 'modelRequests' | 'inputTokens' | 'outputTokens' | 'money'>;

/** What the incident's earlier diagnoses used: costs of models add up over the life of an incident. */
function modelCost({ diagnosis }: Pick<Incident, 'diagnosis'>): ModelCost {
  const { modelRequests = 0, inputTokens = 0, outputTokens = 0, money } = diagnosis?.cost ?? {};
  return { modelRequests, inputTokens, outputTokens, ...(money === undefined ? {} : { money }) };
}

function costOf(
  { triage, incident }: DiagnoseInput,
  asker: Asker,
  found: readonly EvidenceItem[],
): DiagnosisCost {
  const before = modelCost(incident);
  const { nanodollars = 0, unpricedRequests = 0 } = before.money ?? {};
  const { money } = asker.used;
  const characters = found.reduce((sum, item) => sum + item.summary.length + (item.detail?.length ?? 0), 0);
  return {
    apiCalls: triage.cost.apiCalls,
    evidenceCharacters: triage.cost.evidenceCharacters + characters,
    modelRequests: before.modelRequests + asker.used.requests,
    inputTokens: before.inputTokens + asker.used.inputTokens,
    outputTokens: before.outputTokens + asker.used.outputTokens,
    money: {
      nanodollars: nanodollars + money.nanodollars,
      unpricedRequests: unpricedRequests + money.unpricedRequests,
    },
  };
}
