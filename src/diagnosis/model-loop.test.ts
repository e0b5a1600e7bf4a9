import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  evidence,
  evidenceItem,
  incidentOf,
  oom,
  proposal,
  raiseMemory,
  restart,
  scraper,
  taxonomy,
} from '../../test/diagnosis/cases.ts';
import {
  calling,
  fakeBudget,
  fakeClock,
  fakeIds,
  fakeModel,
  fakeWait,
  type FakeModel,
  recorder,
  redactHunter,
  saying,
} from '../../test/diagnosis/fakes.ts';
import type { Ground } from './ground-reply.ts';
import type { ReadTool } from '../evidence/read-tools.ts';
import type { ModelReply, ModelRequest } from '../ports/model.ts';
import { defaultModelLimits, estimateTokens, type ModelLimits } from './model-limits.ts';
import { runModelLoop } from './model-loop.ts';
import { createAsker } from './model-loop-ask.ts';

const found = evidenceItem('ev_6', { kind: 'log', summary: 'more log' });

function logsTool(run: ReadTool['run'] = async () => ({ items: [found] })): ReadTool {
  return {
    name: 'logs',
    description: 'logs of a seen pod',
    parameters: z.object({ evidence: z.string() }),
    run,
  };
}

const ground: Ground = {
  incident: incidentOf(),
  evidence: new Map(evidence.map((item) => [item.id, item])),
  candidates: new Map([raiseMemory, restart].map((candidate) => [candidate.id, candidate])),
  causes: new Set(Object.keys(taxonomy)),
  sureCauses: [oom],
};

function loop(
  model: FakeModel,
  change: { readonly tools?: readonly ReadTool[]; readonly limits?: Partial<ModelLimits> } = {},
) {
  const signal = new AbortController().signal;
  const asker = createAsker({
    models: [model],
    longestWaitMs: 0,
    wait: fakeWait().wait,
    incident: 'inc_1',
    diagnosis: 'data_1',
    promptVersion: 'abc',
    budget: fakeBudget().budget,
    clock: fakeClock,
    ids: fakeIds(),
    redact: redactHunter,
    recordExchange: recorder().recordExchange,
    signal,
  });
  return runModelLoop({
    system: 'who you are',
    brief: { text: 'what happened', ground },
    shorterBrief: {
      text: 'in short',
      ground: { ...ground, evidence: new Map([...ground.evidence].slice(0, 2)) },
    },
    tools: change.tools ?? [logsTool()],
    asker,
    limits: { ...defaultModelLimits, ...change.limits },
    mark: 'data_1',
    signal,
    onMisstep: () => {},
  });
}

const propose = (change: Readonly<Record<string, unknown>> = {}): ModelReply =>
  calling(['propose', proposal(change)]);
const read = calling(['logs', { evidence: 'ev_3' }]);
const toolsOf = (request: ModelRequest | undefined) => request?.tools.map((tool) => tool.name);
const lastText = (request: ModelRequest | undefined) => {
  const message = request?.messages.at(-1);
  return message === undefined ? '' : message.text;
};

describe('runModelLoop', () => {
  test('ends with a grounded proposal', async () => {
    const result = await loop(fakeModel('m', propose()));

    expect(result).toMatchObject({
      kind: 'proposed',
      model: 'm',
      reply: { actions: [{ action: 'set-resources' }] },
    });
  });

  test('gives the model what a tool found, which it may then cite', async () => {
    const cites = {
      causes: [
        { cause: 'container.oom-killed', object: 'ev_6', confidence: 0.9, why: 'x', evidence: ['ev_6'] },
      ],
    };
    const model = fakeModel('m', read, propose(cites));

    const result = await loop(model);

    expect(lastText(model.requests[1])).toContain('"id":"ev_6"');
    expect(result).toMatchObject({
      kind: 'proposed',
      found: [found],
      reply: { causes: [{ object: scraper }] },
    });
  });

  test('goes on from less evidence where a context is too small, and lets only that be cited', async () => {
    const model = fakeModel(
      'm',
      'context-overflow',
      propose(),
      propose({ causes: [], actions: [], abstain: { reason: 'x' } }),
    );

    const result = await loop(model);

    expect(model.requests.map(({ messages }) => messages[1]?.text)).toEqual([
      'what happened',
      'in short',
      'in short',
    ]);
    expect(lastText(model.requests[2])).toContain('there is no evidence "ev_3"');
    expect(result).toMatchObject({ kind: 'proposed', shortened: true });
  });

  test('answers a tool that does not exist, or whose arguments do not fit, with words', async () => {
    const model = fakeModel(
      'm',
      calling(['exec', { command: 'journalctl' }], ['logs', { pod: 7 }], ['logs', '{']),
      propose(),
    );
    const run = vi.fn<ReadTool['run']>();

    const result = await loop(model, { tools: [logsTool(run)] });

    const answers = model.requests[1]?.messages
      .filter((message) => message.role === 'tool')
      .map((message) => message.text);
    expect(answers?.[0]).toBe('There is no such tool. There are: logs, propose.');
    expect(answers?.[1]).toMatch(/^Not run: evidence: /);
    expect(answers?.[2]).toMatch(/^Not run: /);
    expect(run).not.toHaveBeenCalled();
    expect(result.kind).toBe('proposed');
  });

  test('goes on when a tool refuses or fails, and does not call that "nothing"', async () => {
    const model = fakeModel(
      'm',
      calling(['logs', { evidence: 'ev_1' }], ['logs', { evidence: 'ev_2' }]),
      propose(),
    );
    const tool = logsTool(async (args) => {
      if (JSON.stringify(args).includes('ev_1')) return { refused: 'ev_1 is no pod' };
      throw new Error('secret internals');
    });

    const result = await loop(model, { tools: [tool] });

    const answers = model.requests[1]?.messages
      .filter((message) => message.role === 'tool')
      .map((message) => message.text);
    expect(answers?.[0]).toBe('Not run: ev_1 is no pod');
    expect(answers?.[1]).toMatch(/^Could not look/);
    expect(JSON.stringify(model.requests)).not.toContain('secret internals');
    expect(result.kind).toBe('proposed');
  });

  test('runs at most four calls of one reply', async () => {
    const run = vi.fn<ReadTool['run']>(async () => ({ items: [] }));
    const many = calling(...Array.from({ length: 9 }, () => ['logs', { evidence: 'ev_3' }] as const));

    await loop(fakeModel('m', many, propose()), { tools: [logsTool(run)] });

    expect(run).toHaveBeenCalledTimes(4);
  });

  test.each([
    [
      'names an unknown candidate',
      propose({ actions: [{ candidate: 'cand_9', params: {} }] }),
      'there is no candidate "cand_9"',
    ],
    ['says something instead', saying('I would restart it'), 'answer with a call of propose'],
    [
      'proposes twice',
      calling(['propose', proposal()], ['propose', proposal()]),
      'call propose exactly once',
    ],
    ['is cut off', { ...propose(), stop: 'length' as const }, 'cut off'],
  ])('sends a reply back once that %s, with the complaint', async (_, bad, complaint) => {
    const model = fakeModel('m', bad, propose());

    const result = await loop(model);

    expect(lastText(model.requests[1])).toContain(complaint);
    expect(toolsOf(model.requests[1])).toEqual(['propose']);
    expect(result.kind).toBe('proposed');
  });

  test('gives the second invalid reply to people', async () => {
    const result = await loop(fakeModel('m', saying('hm'), propose({ actions: [{ candidate: 'cand_9' }] })));

    expect(result).toEqual({
      kind: 'unusable',
      model: 'm',
      reason: 'there is no candidate "cand_9"',
      found: [],
      shortened: false,
    });
  });

  test('gives to people what was invalid and could not be mended, because the model then fell silent', async () => {
    const result = await loop(fakeModel('m', saying('hm'), 'timeout'));

    expect(result).toMatchObject({ kind: 'unusable', model: 'm' });
  });

  test('keeps the last two turns for the proposal and its repair', async () => {
    const model = fakeModel('m', read);

    const result = await loop(model);

    expect(model.requests.map(toolsOf)).toEqual([
      ['logs', 'propose'],
      ['logs', 'propose'],
      ['propose'],
      ['propose'],
    ]);
    expect(result.kind).toBe('unusable');
  });

  test('takes a proposal beside reading calls, and does not read any more', async () => {
    const run = vi.fn<ReadTool['run']>();

    const result = await loop(
      fakeModel('m', calling(['logs', { evidence: 'ev_3' }], ['propose', proposal()])),
      {
        tools: [logsTool(run)],
      },
    );

    expect(result.kind).toBe('proposed');
    expect(run).not.toHaveBeenCalled();
  });

  test('offers tools only while there is room for another turn, and sends nothing past the limit', async () => {
    const model = fakeModel('m', propose());

    const narrow = await loop(model, { limits: { inputTokens: 3_000 } });
    const none = await loop(fakeModel('m', propose()), { limits: { inputTokens: 10 } });

    expect(toolsOf(model.requests[0])).toEqual(['propose']);
    expect(narrow.kind).toBe('proposed');
    expect(none).toMatchObject({ kind: 'silent' });
  });

  test('whatever a model does, it ends within its requests and tokens, answers every call, and touches only what was shown', async () => {
    const args = fc.oneof(
      fc.constantFrom(proposal(), proposal({ actions: [{ candidate: 'cand_9' }] }), { evidence: 'ev_3' }),
      fc.jsonValue(),
      fc.string(),
    );
    const call = fc.tuple(fc.constantFrom('propose', 'logs', 'exec', 'kubectl', '__proto__'), args);
    const turn = fc.oneof(
      fc.array(call, { maxLength: 6 }).map((calls) => calling(...calls)),
      fc.string().map(saying),
    );
    const tool = logsTool(async () => ({ items: [evidenceItem('ev_6', { detail: 'x'.repeat(9_000) })] }));

    await fc.assert(
      fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 4 }), async (turns) => {
        const model = fakeModel('m', ...turns);
        const result = await loop(model, { tools: [tool] });

        const sent = model.requests.reduce((sum, request) => sum + estimateTokens(request), 0);
        expect(model.requests.length).toBeLessThanOrEqual(4);
        expect(sent).toBeLessThanOrEqual(defaultModelLimits.inputTokens);
        for (const { messages } of model.requests) {
          const asked = messages.flatMap((message) =>
            message.role === 'assistant' ? message.toolCalls : [],
          );
          expect(messages.filter((message) => message.role === 'tool')).toHaveLength(asked.length);
        }
        if (result.kind === 'proposed') {
          expect(result.reply.actions.every((action) => action.target === scraper)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
