import type { EvidenceItem } from '../domain/evidence.ts';
import type { Misstep } from '../domain/misstep.ts';
import type { ReadTool, ReadToolResult } from '../evidence/read-tools.ts';
import type { ToolCall, ToolDescription } from '../ports/model.ts';
import { toolParameters } from './ground-reply-schema.ts';
import { fitEvidence } from './prompt-evidence.ts';
import { frame } from './prompt-frame.ts';

export interface ToolAnswer {
  readonly text: string;
  /** New evidence, as far as the model gets to see it. */
  readonly items: readonly EvidenceItem[];
  /** What was wrong with the call, where the model asked for what it may not. */
  readonly misstep?: Pick<Misstep, 'reason' | 'message'>;
}

export function describeTool(tool: ReadTool): ToolDescription {
  return { name: tool.name, description: tool.description, parameters: toolParameters(tool.parameters) };
}

/** Runs one call of a read tool; whatever goes wrong becomes an answer that the model can work with. */
export async function runReadTool(
  call: ToolCall,
  tools: readonly ReadTool[],
  options: { readonly mark: string; readonly maxCharacters: number; readonly signal: AbortSignal },
): Promise<ToolAnswer> {
  const tool = tools.find((known) => known.name === call.name);
  if (tool === undefined)
    return wrong(
      'reply.unknown-tool',
      `There is no such tool. There are: ${tools.map((known) => known.name).join(', ')}, propose.`,
    );
  const args = tool.parameters.safeParse(parseJson(call.arguments));
  if (!args.success) {
    const problems = args.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join('.') || 'arguments'}: ${issue.message}`);
    return wrong('reply.invalid-arguments', `Not run: ${problems.join('; ')}`);
  }
  let result: ReadToolResult;
  try {
    result = await unlessAborted(tool.run(args.data, options.signal), options.signal);
  } catch {
    return words(
      'Could not look: the tool failed or took too long. That does not mean that there is nothing.',
    );
  }
  if ('refused' in result) {
    const text = `Not run: ${result.refused}`;
    return result.reason === undefined ? words(text) : wrong(result.reason, text);
  }
  const fitted = fitEvidence(result.items, { cited: new Set(), maxCharacters: options.maxCharacters });
  const shown = new Set(fitted.lines.map((line) => line.id));
  const cut = fitted.omitted.length === 0 ? '' : `\nLeft out for length: ${fitted.omitted.join(', ')}.`;
  return {
    text:
      fitted.lines.length === 0 && cut === '' ? 'Nothing found.' : frame(options.mark, fitted.lines) + cut,
    items: result.items.filter((item) => shown.has(item.id)),
  };
}

function words(text: string): ToolAnswer {
  return { text, items: [] };
}

function wrong(reason: Misstep['reason'], text: string): ToolAnswer {
  return { ...words(text), misstep: { reason, message: text } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    return undefined;
  }
}

/** A tool that ignores the signal must not hold up the incident. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
