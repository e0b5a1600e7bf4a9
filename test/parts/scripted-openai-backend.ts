import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { listen, readJson, sendJson, type TestServer } from './json-server.ts';
import {
  countTokens,
  type ScriptedReply,
  type ScriptedToolCall,
  type ScriptedUsage,
} from './scripted-reply.ts';

export type { ScriptedReply } from './scripted-reply.ts';

const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: z.unknown().optional() })),
  tools: z.array(z.looseObject({ type: z.string() })).optional(),
  stream: z.boolean().optional(),
});
export type ChatRequest = z.infer<typeof requestSchema>;

/** What the model says to a request; `turn` counts requests from 0. */
export type Script = (request: ChatRequest, turn: number) => ScriptedReply;

export interface ScriptedBackend extends TestServer {
  /** Every request body, in order, the failed ones too. */
  readonly requests: readonly ChatRequest[];
  /** From now on another script answers. */
  use(script: Script): void;
  /** From now on answers report these tokens; undefined: by length. */
  count(usage: ScriptedUsage | undefined): void;
}

function toolCall({ name, arguments: args }: ScriptedToolCall): unknown {
  const json = typeof args === 'string' ? args : JSON.stringify(args);
  return { id: `call_${randomUUID().slice(0, 8)}`, type: 'function', function: { name, arguments: json } };
}

function sendCompletion(
  response: ServerResponse,
  request: ChatRequest,
  message: object,
  finishReason: 'stop' | 'tool_calls' | 'length' | 'content_filter',
  counted: ScriptedUsage | undefined,
): void {
  const promptTokens = counted?.inputTokens ?? countTokens(request.messages);
  const completionTokens = counted?.outputTokens ?? countTokens(message);
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

function sendReply(
  response: ServerResponse,
  request: ChatRequest,
  reply: ScriptedReply,
  counted: ScriptedUsage | undefined,
): void {
  switch (reply.kind) {
    case 'message':
      return sendCompletion(response, request, { content: reply.content }, 'stop', counted);
    case 'tool-calls': {
      const message = { content: reply.content ?? null, tool_calls: reply.calls.map(toolCall) };
      return sendCompletion(response, request, message, 'tool_calls', counted);
    }
    case 'stopped':
      // OpenAI has no such reason: a request that leaves no room is refused before it starts.
      if (reply.by === 'context')
        return sendJson(response, 400, {
          error: { message: reply.content, code: 'context_length_exceeded' },
        });
      return sendCompletion(
        response,
        request,
        { content: reply.content },
        reply.by === 'length' ? 'length' : 'content_filter',
        counted,
      );
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
  let counted: ScriptedUsage | undefined;
  const server = await listen((request, response) => {
    const answer = async (): Promise<void> => {
      if (request.method !== 'POST' || request.url?.endsWith('/chat/completions') !== true) {
        return sendJson(response, 404, { error: { message: `no ${request.method} ${request.url}` } });
      }
      const body = requestSchema.parse(await readJson(request));
      if (body.stream === true) return sendJson(response, 400, { error: { message: 'no streaming here' } });
      requests.push(body);
      sendReply(response, body, current(body, requests.length - 1), counted);
    };
    answer().catch((error: unknown) => sendJson(response, 400, { error: { message: String(error) } }));
  });
  return {
    ...server,
    requests,
    use: (next) => {
      current = next;
    },
    count: (usage) => {
      counted = usage;
    },
  };
}
