import { isDeepStrictEqual } from 'node:util';
import type { EvidenceItem } from '../domain/evidence.ts';
import type { ReadTool, ReadToolResult } from '../evidence/read-tools.ts';
import type { Exchange } from './exchange.ts';
import { framedLines } from './prompt-frame.ts';

interface RecordedCall {
  readonly name: string;
  readonly arguments: string;
  readonly answer: string;
}

/** Today's read tools, whose looks find again what they found when the exchanges were recorded. */
export function replayTools(
  tools: readonly ReadTool[],
  exchanges: readonly Exchange[],
  found: readonly EvidenceItem[],
): readonly ReadTool[] {
  const calls = callsOf(exchanges.at(-1));
  return tools.map((tool) => ({
    ...tool,
    async run(args) {
      const index = calls.findIndex(
        (call) => call.name === tool.name && isDeepStrictEqual(argumentsOf(call, tool), args),
      );
      const [call] = index < 0 ? [] : calls.splice(index, 1);
      return call === undefined ? { refused: 'nothing was recorded of this look' } : resultOf(call, found);
    },
  }));
}

/** Every call with its answer: the last request holds the whole conversation. */
function callsOf(last: Exchange | undefined): RecordedCall[] {
  const messages = last?.messages ?? [];
  const answers = new Map(
    messages.flatMap((message) => (message.role === 'tool' ? [[message.callId, message.text]] : [])),
  );
  return messages.flatMap((message) =>
    message.role === 'assistant'
      ? message.toolCalls.flatMap((call) => {
          const answer = answers.get(call.id);
          return answer === undefined ? [] : [{ name: call.name, arguments: call.arguments, answer }];
        })
      : [],
  );
}

function argumentsOf(call: RecordedCall, tool: ReadTool): unknown {
  try {
    return tool.parameters.parse(JSON.parse(call.arguments === '' ? '{}' : call.arguments));
  } catch {
    return undefined;
  }
}

function resultOf({ answer }: RecordedCall, found: readonly EvidenceItem[]): ReadToolResult {
  const refused = /^Not run: (.*)$/su.exec(answer)?.[1];
  if (refused !== undefined) return { refused };
  const shown = new Set(
    framedLines(answer).flatMap((line) =>
      typeof line === 'object' && line !== null && 'id' in line ? [line.id] : [],
    ),
  );
  return { items: found.filter(({ id }) => shown.has(id)) };
}
