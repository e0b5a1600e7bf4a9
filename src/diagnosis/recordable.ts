import type { ModelMessage, ModelReply, ToolCall } from '../ports/model.ts';
import type { Redact } from '../ports/redact.ts';
import type { Exchange } from './exchange.ts';
import { redactValues } from './redact-values.ts';

/** What a model wrote is redacted here; everything else in a request was before it was sent. */
export async function recordableMessage(
  message: ModelMessage,
  redact: Redact,
): Promise<Exchange['messages'][number]> {
  if (message.role !== 'assistant') return message;
  return { role: 'assistant', ...(await redactSaid(message, redact)) };
}

export async function recordableReply(reply: ModelReply, redact: Redact): Promise<Exchange['result']> {
  return {
    kind: 'reply',
    ...(await redactSaid(reply, redact)),
    stop: reply.stop,
    usage: { ...reply.usage },
  };
}

async function redactSaid(
  said: { readonly text: string; readonly toolCalls: readonly ToolCall[] },
  redact: Redact,
): Promise<{ readonly text: string; readonly toolCalls: ToolCall[] }> {
  const calls = said.toolCalls.map(({ id, name, arguments: text }) => ({ id, name, arguments: text }));
  const { text, toolCalls } = await redactValues({ text: said.text, toolCalls: calls }, redact);
  return { text, toolCalls: [...toolCalls] };
}
