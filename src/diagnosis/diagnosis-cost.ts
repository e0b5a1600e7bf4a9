import type { DiagnosisCost } from '../domain/diagnosis.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import type { Incident } from '../domain/incident.ts';
import type { DiagnoseInput } from './diagnose-input.ts';
import type { Asker } from './model-loop-ask.ts';

type ModelCost = Pick<DiagnosisCost, 'modelRequests' | 'inputTokens' | 'outputTokens' | 'money'>;

/** What the incident's earlier diagnoses used: costs of models add up over the life of an incident. */
export function modelCost({ diagnosis }: Pick<Incident, 'diagnosis'>): ModelCost {
  const { modelRequests = 0, inputTokens = 0, outputTokens = 0, money } = diagnosis?.cost ?? {};
  return { modelRequests, inputTokens, outputTokens, ...(money === undefined ? {} : { money }) };
}

/** With what models used for this diagnosis, and what their tools added to the evidence. */
export function costOf(
  { triage, incident }: Pick<DiagnoseInput, 'triage' | 'incident'>,
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
