import type { IncomingMessage, ServerResponse } from 'node:http';
import { listen, readJson, sendJson, type TestServer } from './json-server.ts';
import {
  type ConverseRequest,
  converseRequestSchema,
  conversationProblem,
} from './scripted-converse-rules.ts';
import {
  countTokens,
  type ScriptedReply,
  type ScriptedToolCall,
  type ScriptedUsage,
} from './scripted-reply.ts';

/** What the model says to a request; `turn` counts accepted requests from 0. */
export type ConverseScript = (request: ConverseRequest, turn: number) => ScriptedReply;

export interface ScriptedConverse extends TestServer {
  /** Every request that the endpoint took for well-formed, in order, the failed ones too. */
  readonly requests: readonly ConverseRequest[];
  /** Why requests were refused before the script was asked. */
  readonly refusals: readonly string[];
  /** From now on another script answers. */
  use(script: ConverseScript): void;
  /** From now on answers report these tokens; undefined: by length. */
  count(usage: ScriptedUsage | undefined): void;
}

/** The exception of each status, as the API reference of Converse lists them. */
const exceptions: Readonly<Record<number, string>> = {
  400: 'ValidationException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  408: 'ModelTimeoutException',
  424: 'ModelErrorException',
  429: 'ThrottlingException',
  500: 'InternalServerException',
  503: 'ServiceUnavailableException',
};

const stopReasons = {
  length: 'max_tokens',
  filter: 'content_filtered',
  context: 'model_context_window_exceeded',
} as const;

/**
 * Stands in for Amazon Bedrock's Converse (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html):
 * refuses what the real one refuses with a ValidationException, and otherwise says what a test tells it to.
 */
export async function startScriptedConverse(script: ConverseScript): Promise<ScriptedConverse> {
  const requests: ConverseRequest[] = [];
  const refusals: string[] = [];
  let current = script;
  let counted: ScriptedUsage | undefined;

  const refuse = (response: ServerResponse, message: string) => {
    refusals.push(message);
    sendError(response, { kind: 'error', status: 400, message });
  };

  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const model = /^\/model\/([^/]+)\/converse$/.exec(incoming.url ?? '')?.[1];
    if (incoming.method !== 'POST' || model === undefined)
      return sendError(response, { kind: 'error', status: 404, message: `no ${incoming.url}` });
    if (incoming.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') !== true)
      return sendError(response, { kind: 'error', status: 403, message: 'the request is not signed' });
    const parsed = converseRequestSchema.safeParse({
      modelId: decodeURIComponent(model),
      ...((await readJson(incoming)) as object),
    });
    if (!parsed.success) return refuse(response, parsed.error.message);
    const problem = conversationProblem(parsed.data);
    if (problem !== undefined) return refuse(response, problem);
    requests.push(parsed.data);
    sendReply(response, current(parsed.data, requests.length - 1), counted ?? byLength(parsed.data));
  };

  const server = await listen((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => refuse(response, String(error)));
  });
  return {
    ...server,
    requests,
    refusals,
    use: (next) => {
      current = next;
    },
    count: (usage) => {
      counted = usage;
    },
  };
}

function byLength({ messages }: ConverseRequest): ScriptedUsage {
  return { inputTokens: countTokens(messages), outputTokens: 20 };
}

function sendReply(response: ServerResponse, reply: ScriptedReply, usage: ScriptedUsage): void {
  switch (reply.kind) {
    case 'message':
      return sendMessage(response, [{ text: reply.content }], 'end_turn', usage);
    case 'tool-calls': {
      const text = reply.content === undefined ? [] : [{ text: reply.content }];
      return sendMessage(response, [...text, ...reply.calls.map(toolUse)], 'tool_use', usage);
    }
    case 'stopped':
      return sendMessage(response, [{ text: reply.content }], stopReasons[reply.by], usage);
    case 'error':
      return sendError(response, reply);
    case 'garbage':
      response.writeHead(200, { 'content-type': 'application/json' }).end(reply.body);
      return;
    case 'hang':
      return;
  }
}

function toolUse({ name, arguments: input }: ScriptedToolCall, index: number): unknown {
  return { toolUse: { toolUseId: `tooluse_${index + 1}`, name, input } };
}

function sendMessage(
  response: ServerResponse,
  content: readonly unknown[],
  stopReason: string,
  usage: ScriptedUsage,
): void {
  // Reasoning models put their thoughts in front; whoever reads the answer has to pass them over.
  const thoughts = { reasoningContent: { reasoningText: { text: 'thinking', signature: 'c2ln' } } };
  sendJson(response, 200, {
    output: { message: { role: 'assistant', content: [thoughts, ...content] } },
    stopReason,
    usage: { ...usage, totalTokens: usage.inputTokens + usage.outputTokens },
    metrics: { latencyMs: 1 },
  });
}

function sendError(response: ServerResponse, reply: Extract<ScriptedReply, { kind: 'error' }>): void {
  sendJson(
    response,
    reply.status,
    { message: reply.message ?? 'scripted failure' },
    {
      'x-amzn-errortype': exceptions[reply.status] ?? 'InternalServerException',
      ...(reply.retryAfter === undefined ? {} : { 'retry-after': String(reply.retryAfter) }),
    },
  );
}
