import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { listen, readJson, sendJson, type TestServer } from './json-server.ts';

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown().optional() })),
  tools: z.array(z.looseObject({ type: z.string() })).optional(),
  stream: z.boolean().optional(),
});
export type ChatRequest = z.infer<typeof requestSchema>;

export interface ScriptedToolCall {
  readonly name: string;
  /** Text is sent as it is, which is how a model gets its JSON wrong. */
  readonly arguments: Readonly<Record<string, unknown>> | string;
}

export type ScriptedReply =
  | { readonly kind: 'message'; readonly content: string }
  | { readonly kind: 'tool-calls'; readonly calls: readonly ScriptedToolCall[]; readonly content?: string }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly retryAfter?: number;
      readonly message?: string;
    }
  | { readonly kind: 'garbage'; readonly body: string }
  | { readonly kind: 'hang' };

/** What the model says to a request; `turn` counts requests from 0. */
export type Script = (request: ChatRequest, turn: number) => ScriptedReply;

export interface ScriptedBackend extends TestServer {
  /** Every request body, in order, the failed ones too. */
  readonly requests: readonly ChatRequest[];
  /** From now on another script answers. */
  use(script: Script): void;
}

function toolCall({ name, arguments: args }: ScriptedToolCall): unknown {
  const json = typeof args === 'string' ? args : JSON.stringify(args);
  return { id: `call_${randomUUID().slice(0, 8)}`, type: 'function', function: { name, arguments: json } };
}

function sendCompletion(
  response: ServerResponse,
  request: ChatRequest,
  message: object,
  finishReason: 'stop' | 'tool_calls',
): void {
  const promptTokens = Math.ceil(JSON.stringify(request.messages).length / 4);
  const completionTokens = Math.ceil(JSON.stringify(message).length / 4);
  sendJson(response, 200, {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion',
    created: Math.floor(Date.now() / 1000),
    model: request.model,
    choices: [{ index: 0, message: { role: 'assistant', ...message }, finish_reason: finishReason }],
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  });
}

function sendReply(response: ServerResponse, request: ChatRequest, reply: ScriptedReply): void {
  switch (reply.kind) {
    case 'message':
      return sendCompletion(response, request, { content: reply.content }, 'stop');
    case 'tool-calls': {
      const message = { content: reply.content ?? null, tool_calls: reply.calls.map(toolCall) };
      return sendCompletion(response, request, message, 'tool_calls');
    }
    case 'error': {
      const headers = reply.retryAfter === undefined ? {} : { 'retry-after': String(reply.retryAfter) };
      const error = { message: reply.message ?? 'scripted failure', type: 'scripted', code: reply.status };
      return sendJson(response, reply.status, { error }, headers);
    }
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json' }).end(reply.body);
      return;
    case 'hang':
      return;
  }
}

/** Stands in for a model, never for the proxy in front of it: an OpenAI-compatible server that says what a test tells it to. */
export async function startScriptedBackend(script: Script): Promise<ScriptedBackend> {
  const requests: ChatRequest[] = [];
  let current = script;
  const server = await listen((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.method !== 'POST' || request.url?.endsWith('/chat/completions') !== true) {
        return sendJson(response, 404, { error: { message: `no ${request.method} ${request.url}` } });
      }
      const body = requestSchema.parse(await readJson(request));
      if (body.stream === true) return sendJson(response, 400, { error: { message: 'no streaming here' } });
      requests.push(body);
      sendReply(response, body, current(body, requests.length - 1));
    };
    answer().catch((error: unknown) => sendJson(response, 400, { error: { message: String(error) } }));
  });
  return {
    ...server,
    requests,
    use: (next) => {
      current = next;
    },
  };
}
