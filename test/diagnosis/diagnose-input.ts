import type { DiagnoseInput } from '../../src/diagnosis/diagnose-input.ts';
import { defaultModelLimits } from '../../src/diagnosis/model-limits.ts';
import { loadPrompts } from '../../src/diagnosis/prompt.ts';
import { evidence, incidentOf, raiseMemory, restart, taxonomy, triageDiagnosis } from './cases.ts';
import { fakeBudget, fakeClock, fakeIds, fakeWait, recorded, redactHunter } from './fakes.ts';

const prompts = loadPrompts();

/** A diagnosis of the OOM scraper without a model, and what a test wants otherwise. */
export function diagnoseInput(change: Partial<DiagnoseInput> = {}): DiagnoseInput {
  return {
    incident: incidentOf(),
    evidence,
    triage: triageDiagnosis(),
    candidates: [raiseMemory, restart],
    tools: [],
    models: [],
    budget: fakeBudget().budget,
    limits: defaultModelLimits,
    prompts,
    taxonomy,
    namespaces: { components: {}, confusionPairs: [] },
    redact: redactHunter,
    ...recorded(),
    wait: fakeWait().wait,
    clock: fakeClock,
    ids: fakeIds(),
    signal: new AbortController().signal,
    ...change,
  };
}
