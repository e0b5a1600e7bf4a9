import type { ContentBlock, Message, ToolResultBlock } from '@aws-sdk/client-bedrock-runtime';
import type { ModelMessage, ToolCall } from '../../ports/model.ts';

/**
 * The turns of a conversation as Converse takes them: roles alternate, every result of one assistant turn stands in one
 * user turn, and no text is blank (https://docs.aws.amazon.com/bedrock/latest/userguide/tool-use-inference-call.html).
 */
export function toConversation(messages: readonly ModelMessage[]): Message[] {
  const idOf = validIds(messages);
  const turns: { readonly role: 'user' | 'assistant'; readonly content: ContentBlock[] }[] = [];
  for (const message of messages) {
    const content = blocksOf(message, idOf);
    if (content.length === 0) continue;
    const role = message.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (last?.role === role) last.content.push(...content);
    else turns.push({ role, content });
  }
  return turns;
}

type IdOf = (id: string) => string;

function blocksOf(message: ModelMessage, idOf: IdOf): ContentBlock[] {
  switch (message.role) {
    case 'system':
      return [];
    case 'user':
      return textBlocks(message.text);
    case 'tool':
      return [{ toolResult: resultOf(message.text, idOf(message.callId)) }];
    case 'assistant':
      return [
        ...textBlocks(message.text),
        ...message.toolCalls.map((call) => ({
          toolUse: { toolUseId: idOf(call.id), name: validName(call.name), input: inputOf(call) },
        })),
      ];
  }
}

/** Without a status: only some models take one, and `success` is what its absence means. */
function resultOf(text: string, toolUseId: string): ToolResultBlock {
  return { toolUseId, content: [{ text: text.trim() === '' ? '(nothing)' : text }] };
}

function textBlocks(text: string): ContentBlock[] {
  return text.trim() === '' ? [] : [{ text }];
}

/** Converse takes an object; what another model wrote before a fallback may be no JSON at all. */
function inputOf({ arguments: text }: ToolCall): Record<string, string> {
  try {
    const value: unknown = JSON.parse(text === '' ? '{}' : text);
    // The SDK's document type wants a record; JSON.parse can give nothing that JSON does not hold.
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, string>;
  } catch {
    // Falls through: the model sees what it had written.
  }
  return { invalid: text };
}

/** A tool's name that Converse takes (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolUseBlock.html). */
export function validName(name: string): string {
  return name.replaceAll(/[^a-zA-Z0-9_-]/gu, '_').slice(0, 64);
}

/** Ids of tool calls are whoever made them; those that Converse would refuse get a number. */
function validIds(messages: readonly ModelMessage[]): IdOf {
  const ids = messages.flatMap((message) =>
    message.role === 'assistant' ? message.toolCalls.map((call) => call.id) : [],
  );
  const known = new Map(
    [...new Set(ids)].map((id, index) => [
      id,
      /^[a-zA-Z0-9_-]{1,64}$/u.test(id) ? id : `firebreak_call_${index + 1}`,
    ]),
  );
  return (id) => known.get(id) ?? id;
}
