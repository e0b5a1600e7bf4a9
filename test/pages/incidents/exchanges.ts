import type { Exchange } from '../../../src/diagnosis/exchange.ts';
import { attack } from './hostile.ts';
import { oomScraper } from './oom-scraper.ts';

const system = { role: 'system', text: 'You diagnose. You cannot act.' } as const;
const shown = { role: 'user', text: `1 incident\n${'heap at 246 MiB of 256 MiB\n'.repeat(200)}` } as const;
const call = { id: 'c1', name: 'read_log', arguments: '{"pod":"price-scraper-7c9f6d5b8-x2vqm"}' };

const first: Exchange = {
  apiVersion: 'firebreak.dev/v1',
  kind: 'ModelExchange',
  id: 'exc_1',
  incident: oomScraper.id,
  diagnosis: 'dia_1',
  at: '2026-03-04T02:09:33.000Z',
  model: 'litellm:claude-haiku',
  promptVersion: 'sha256:1',
  messages: [system, shown],
  tools: ['read_log'],
  result: {
    kind: 'reply',
    text: '',
    toolCalls: [call],
    stop: 'tool-calls',
    usage: { inputTokens: 3_120, outputTokens: 41 },
  },
  durationMs: 1_240,
};

/** A model looks once and answers; another does not answer. What they quote is hostile. */
export const exchanges: readonly Exchange[] = [
  first,
  {
    ...first,
    id: 'exc_2',
    messages: [
      system,
      shown,
      { role: 'assistant', text: '', toolCalls: [call] },
      { role: 'tool', callId: 'c1', text: `loaded 48211 price rows ${attack}` },
    ],
    result: {
      kind: 'reply',
      text: '{"causes":[{"cause":"container.oom-killed"}]}',
      toolCalls: [],
      stop: 'end',
      usage: { inputTokens: 3_721, outputTokens: 471 },
    },
  },
  {
    ...first,
    id: 'exc_3',
    model: 'bedrock:amazon.nova-micro-v1:0',
    result: { kind: 'error', code: 'timeout' },
  },
];
