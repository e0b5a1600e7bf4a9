import type { Misstep } from '../domain/misstep.ts';
import type { ReadTool } from '../evidence/read-tools.ts';
import type { ModelReply } from '../ports/model.ts';
import type { Grounding } from './ground-reply.ts';
import { proposeTool } from './ground-reply-schema.ts';

/**
 * What is wrong with a reply that had to be a proposal: each tool that does not exist, and each kind of complaint once.
 * A reply that called such a tool in place of `propose` is wrong for that alone.
 */
export function replyMissteps(
  { toolCalls }: ModelReply,
  grounding: Grounding,
  tools: readonly ReadTool[],
): readonly Omit<Misstep, 'model'>[] {
  const proposal = toolCalls.find((call) => call.name === proposeTool.name);
  const strangers = toolCalls
    .filter((call) => call !== proposal && ![proposeTool, ...tools].some(({ name }) => name === call.name))
    .map((call) => ({
      reason: 'reply.unknown-tool' as const,
      message: 'There is no such tool.',
      tool: call.name,
      arguments: call.arguments,
    }));
  if (grounding.ok || (proposal === undefined && strangers.length > 0)) return strangers;
  const reasons = new Set(grounding.complaints.map(({ reason }) => reason));
  const wrong = [...reasons].map((reason) => ({
    reason,
    message: grounding.complaints
      .filter((complaint) => complaint.reason === reason)
      .map(({ message }) => message)
      .join('; '),
    ...(proposal === undefined ? {} : { tool: proposal.name, arguments: proposal.arguments }),
  }));
  return [...strangers, ...wrong];
}
