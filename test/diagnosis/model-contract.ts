import { type Model, ModelError, type ModelReply, type ModelRequest } from '../../src/ports/model.ts';
import type { ScriptedReply } from '../parts/scripted-reply.ts';

/** One way to a model: a client of ours, and the backend at the far end of it. */
export interface ModelRoute {
  model(options?: { readonly alias?: string; readonly apiKey?: string }): Model;
  /** What the backend answers from now on. */
  use(reply: ScriptedReply): void;
  /** The same, asked anew for each request. */
  useEach(reply: () => ScriptedReply): void;
  count(usage: { readonly inputTokens: number; readonly outputTokens: number } | undefined): void;
  /** How many requests have reached the script. */
  requests(): number;
  /** The last request as the backend saw it, as JSON text. */
  lastRequest(): string;
  stop(): Promise<void>;
}

export const never = (): AbortSignal => new AbortController().signal;

/** A conversation as the loop makes it: parallel calls, one of them broken, then a complaint as results. */
export const conversation: ModelRequest = {
  messages: [
    { role: 'system', text: 'who you are' },
    { role: 'user', text: 'what happened' },
    {
      role: 'assistant',
      text: '',
      toolCalls: [
        { id: 'call_1', name: 'logs', arguments: '{"evidence":"ev_3"}' },
        { id: 'call_2', name: 'logs', arguments: '{"evidence":"ev_4"}' },
      ],
    },
    { role: 'tool', callId: 'call_1', text: 'OOMKilled' },
    { role: 'tool', callId: 'call_2', text: 'Nothing found.' },
    {
      role: 'assistant',
      text: 'I see.',
      toolCalls: [{ id: 'call_3', name: 'propose', arguments: '{"summary":"x"}' }],
    },
    { role: 'tool', callId: 'call_3', text: 'Not accepted: there is no evidence "ev_9".' },
  ],
  tools: [
    {
      name: 'propose',
      description: 'ends it',
      parameters: { type: 'object', properties: { summary: { type: 'string' } } },
    },
  ],
  maxOutputTokens: 100,
};

/** What became of a request: the reply, or the error that an adapter has to make of a failure. */
export async function outcomeOf(asked: Promise<ModelReply>): Promise<ModelReply | ModelError> {
  return asked.catch((error: unknown) => {
    if (error instanceof ModelError) return error;
    throw new Error('an adapter throws ModelError and nothing else', { cause: error });
  });
}
