import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conversationProblem, converseRequestSchema } from '../../../test/parts/scripted-converse-rules.ts';
import { ModelError, type ModelMessage } from '../../ports/model.ts';
import { fromConverse, toConverse } from './bedrock-wire.ts';

const tool = { name: 'propose', description: 'ends it', parameters: { type: 'object' } } as const;
const brief: readonly ModelMessage[] = [
  { role: 'system', text: 'who you are' },
  { role: 'user', text: 'what happened' },
];

interface Turn {
  readonly text: string;
  readonly calls: readonly { readonly name: string; readonly arguments: string }[];
  readonly results: readonly string[];
}

/** One turn of the loop: what a model answered, and what the loop then says to each call or to the text. */
const turn: fc.Arbitrary<Turn> = fc.record({
  text: fc.string(),
  calls: fc.array(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 100 }),
      arguments: fc.oneof(fc.string(), fc.json()),
    }),
    { maxLength: 4 },
  ),
  results: fc.array(fc.string(), { minLength: 4, maxLength: 4 }),
});

function messagesOf(turns: readonly Turn[]): readonly ModelMessage[] {
  return turns.flatMap(({ text, calls, results }, round): readonly ModelMessage[] => {
    const toolCalls = calls.map((call, index) => ({ ...call, id: `call/${round}/${index} of someone` }));
    const said: ModelMessage = { role: 'assistant', text, toolCalls };
    if (toolCalls.length === 0) return [said, { role: 'user', text: 'Not accepted: call propose.' }];
    return [
      said,
      ...toolCalls.map(
        ({ id }, index): ModelMessage => ({
          role: 'tool',
          callId: id,
          text: results[index] ?? '',
        }),
      ),
    ];
  });
}

describe('toConverse', () => {
  test('makes of whatever models have said a conversation that Converse takes', () => {
    fc.assert(
      fc.property(fc.array(turn, { maxLength: 4 }), fc.boolean(), (turns, offered) => {
        const messages = [...brief, ...messagesOf(turns)];
        const input = toConverse('m', { messages, tools: offered ? [tool] : [], maxOutputTokens: 10 });
        const parsed = converseRequestSchema.parse(input);
        return conversationProblem(parsed) === undefined;
      }),
    );
  });

  test('puts every result of one turn into one user message, in the order of the calls', () => {
    const messages: readonly ModelMessage[] = [
      ...brief,
      {
        role: 'assistant',
        text: '',
        toolCalls: [
          { id: 'a', name: 'logs', arguments: '{"evidence":"ev_1"}' },
          { id: 'b', name: 'logs', arguments: '{"evid' },
        ],
      },
      { role: 'tool', callId: 'a', text: 'OOMKilled' },
      { role: 'tool', callId: 'b', text: '' },
    ];

    expect(toConverse('m', { messages, tools: [tool], maxOutputTokens: 10 })).toMatchObject({
      modelId: 'm',
      system: [{ text: 'who you are' }],
      messages: [
        { role: 'user', content: [{ text: 'what happened' }] },
        {
          role: 'assistant',
          content: [
            { toolUse: { toolUseId: 'a', name: 'logs', input: { evidence: 'ev_1' } } },
            { toolUse: { toolUseId: 'b', name: 'logs', input: { invalid: '{"evid' } } },
          ],
        },
        {
          role: 'user',
          content: [
            { toolResult: { toolUseId: 'a', content: [{ text: 'OOMKilled' }] } },
            { toolResult: { toolUseId: 'b', content: [{ text: '(nothing)' }] } },
          ],
        },
      ],
      toolConfig: { tools: [{ toolSpec: { name: 'propose', inputSchema: { json: { type: 'object' } } } }] },
    });
  });
});

describe('fromConverse', () => {
  const usage = { inputTokens: 5, outputTokens: 2, totalTokens: 7 };
  const said = (stopReason: string, ...content: readonly unknown[]) => ({
    output: { message: { role: 'assistant', content } },
    stopReason,
    usage,
  });

  test('passes reasoning over, and takes text and calls', () => {
    const output = said(
      'tool_use',
      { reasoningContent: { reasoningText: { text: 'hm' } } },
      { text: 'I look.' },
      { toolUse: { toolUseId: 't', name: 'logs' } },
    );

    expect(fromConverse('m', output)).toEqual({
      text: 'I look.',
      toolCalls: [{ id: 't', name: 'logs', arguments: '{}' }],
      stop: 'tool-calls',
      usage: { inputTokens: 5, outputTokens: 2 },
    });
  });

  test.each([
    ['guardrail_intervened', 'content-filtered'],
    ['content_filtered', 'content-filtered'],
    ['model_context_window_exceeded', 'context-overflow'],
    ['malformed_tool_use', 'invalid-reply'],
    ['malformed_model_output', 'invalid-reply'],
  ])('makes of the stop reason %s the failure %s, which has cost tokens all the same', (reason, code) => {
    const fail = () => fromConverse('m', said(reason, { text: 'x' }));

    expect(fail).toThrow(ModelError);
    expect(fail).toThrow(expect.objectContaining({ code, usage: { inputTokens: 5, outputTokens: 2 } }));
  });

  test.each([undefined, {}, { output: {} }, { ...said('end_turn'), usage: undefined }])(
    'takes %j for no answer',
    (output) => {
      expect(() => fromConverse('m', output)).toThrow(expect.objectContaining({ code: 'invalid-reply' }));
    },
  );
});
