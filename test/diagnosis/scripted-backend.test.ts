import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { liteLlmModel } from '../../src/adapters/models/litellm.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { DiagnoseInput } from '../../src/diagnosis/diagnose-input.ts';
import { scriptedProposal } from '../../src/diagnosis/scripted-model.ts';
import { scripts } from '../../src/diagnosis/scripted-replies.ts';
import {
  type ChatRequest,
  type ScriptedBackend,
  startScriptedBackend,
} from '../parts/scripted-openai-backend.ts';
import { triageDiagnosis } from './cases.ts';
import { diagnoseInput } from './diagnose-input.ts';

/** The script of a demonstration, behind the wire format that LiteLLM speaks. */
function fromScript(request: ChatRequest) {
  const script = scripts.get('oom-scraper');
  if (script === undefined) throw new Error('no script');
  const texts = request.messages.flatMap((message) =>
    typeof message.content === 'string' ? [message.content] : [],
  );
  return {
    kind: 'tool-calls' as const,
    calls: [{ name: 'propose', arguments: scriptedProposal(script, texts) }],
  };
}

describe('a diagnosis by a model behind the wire', () => {
  let backend: ScriptedBackend;
  beforeAll(async () => {
    backend = await startScriptedBackend(fromScript);
  });
  afterAll(() => backend.stop());

  function input(change: Partial<DiagnoseInput> = {}): DiagnoseInput {
    return diagnoseInput({
      triage: triageDiagnosis({ causes: [], actions: [] }),
      models: [liteLlmModel({ alias: 'claude-haiku', baseUrl: `${backend.url}/v1` })],
      ...change,
    });
  }

  test('picks the computed value', async () => {
    const { diagnosis } = await diagnose(input());

    expect(diagnosis).toMatchObject({
      by: 'litellm:claude-haiku',
      actions: [{ action: 'set-resources', params: { container: 'scraper', limits: { memory: '512Mi' } } }],
    });
  });

  test('mends broken arguments once, over the wire', async () => {
    backend.use((request) => {
      const asked = request.messages.at(-1)?.content;
      if (typeof asked === 'string' && asked.startsWith('Not accepted')) return fromScript(request);
      return { kind: 'tool-calls', calls: [{ name: 'propose', arguments: '{"summary": "cut' }] };
    });

    const { diagnosis } = await diagnose(input());

    expect(diagnosis).toMatchObject({ by: 'litellm:claude-haiku', cost: { modelRequests: 2 } });
    expect(diagnosis.actions).toHaveLength(1);
  });

  test('falls back to triage where the backend fails', async () => {
    backend.use(() => ({ kind: 'error', status: 500 }));

    const { diagnosis } = await diagnose(input());

    expect(diagnosis).toMatchObject({
      by: 'triage',
      notes: ['litellm:claude-haiku: server-error', 'triage alone: no model answered'],
    });
  });
});
