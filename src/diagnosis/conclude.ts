import type { Diagnosis, DiagnosisCost } from '../domain/diagnosis.ts';
import type { DiagnoseInput } from './diagnose-input.ts';
import { modelCost } from './diagnosis-cost.ts';
import type { GroundedReply } from './ground-reply.ts';
import type { LoopResult } from './model-loop.ts';
import { wasRefused } from './refused-before.ts';

/** Rules that were refused would only repeat themselves, however sure they are. */
export function isAnswered({ triage, incident }: DiagnoseInput): boolean {
  return triage.causes[0]?.sure === true && incident.refusals.length === 0;
}

const unanswered =
  'the rules are sure of a cause and know what would mend it, but the model proposes nothing: people decide';

/** Words in a log may talk a model out of acting: where the rules are sure, its silence does not close an incident. */
function contradictsRules(input: DiagnoseInput): boolean {
  return isAnswered(input) && input.triage.actions.length > 0;
}

/** The diagnosis that comes of what the models said, or did not say. */
export async function conclude(
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
export function withoutRepetition({ triage, incident }: DiagnoseInput, notes: readonly string[]): Diagnosis {
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
