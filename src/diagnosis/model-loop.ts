import type { EvidenceItem } from '../domain/evidence.ts';
import type { Misstep } from '../domain/misstep.ts';
import type { ReadTool } from '../evidence/read-tools.ts';
import type { ModelMessage, ModelReply, ToolCall } from '../ports/model.ts';
import {
  type Complaint,
  type GroundedReply,
  type Grounding,
  groundReply,
  type Ground,
} from './ground-reply.ts';
import { replyMissteps } from './reply-missteps.ts';
import { proposeTool } from './ground-reply-schema.ts';
import { estimateTokens, type ModelLimits } from './model-limits.ts';
import type { Asker } from './model-loop-ask.ts';
import { describeTool, runReadTool, type ToolAnswer } from './model-loop-tools.ts';

/** A complaint quotes the model, who could otherwise fill the next request and the incident's page. */
const longestComplaint = 1_500;

/** The first user message, and what a reply to it may refer to. */
export interface Brief {
  readonly text: string;
  readonly ground: Ground;
}

export interface LoopInput {
  readonly system: string;
  readonly brief: Brief;
  /** The same with less evidence, for a model whose context is too small. */
  readonly shorterBrief: Brief | undefined;
  readonly tools: readonly ReadTool[];
  readonly asker: Asker;
  readonly limits: ModelLimits;
  /** Mark of the data frames. */
  readonly mark: string;
  readonly signal: AbortSignal;
  /** Told of everything that the model does wrong. */
  readonly onMisstep: (misstep: Misstep) => void;
}

export type LoopResult = {
  /** What the tools found, in order: citations may name it, so it belongs to the incident from now on. */
  readonly found: readonly EvidenceItem[];
  /** The conversation went on from the shorter brief. */
  readonly shortened: boolean;
} & (
  | { readonly kind: 'proposed'; readonly model: string; readonly reply: GroundedReply }
  /** A model answered, but not with anything that can be used: people have to look. */
  | { readonly kind: 'unusable'; readonly model: string; readonly reason: string }
  | { readonly kind: 'silent'; readonly reason: string }
);

/**
 * A conversation that ends with one `propose`. Tools are offered as long as there is room for a further turn and one
 * repair; an invalid reply is sent back once, with what is wrong with it.
 */
export async function runModelLoop(input: LoopInput): Promise<LoopResult> {
  const { limits, asker } = input;
  const system: ModelMessage = { role: 'system', text: input.system };
  let { brief } = input;
  const { shorterBrief: shorter } = input;
  let shortened = false;
  /** What was said after the brief. */
  const messages: ModelMessage[] = [];
  const found: EvidenceItem[] = [];
  const readTools = input.tools.map(describeTool);
  let sentTokens = 0;
  let invalid: { readonly model: string; readonly reason: string } | undefined;

  for (let turn = 1; turn <= limits.requests; turn += 1) {
    const conversation = said(brief);
    const withReads = { messages: conversation, tools: [...readTools, proposeTool] };
    const mayRead = invalid === undefined && turn <= limits.requests - 2 && hasRoomAfter(withReads);
    const request = mayRead ? withReads : { messages: conversation, tools: [proposeTool] };
    const size = estimateTokens(request);
    if (sentTokens + size > limits.inputTokens) {
      return invalid === undefined
        ? {
            kind: 'silent',
            ...seen(),
            reason: `a diagnosis may send ${limits.inputTokens} tokens, and this one would send more`,
          }
        : { kind: 'unusable', ...seen(), ...invalid };
    }
    const whole = { ...request, maxOutputTokens: limits.outputTokensPerRequest };
    const answer = await asker.ask(
      whole,
      shortened || shorter === undefined ? undefined : () => ({ ...whole, messages: said(shorter) }),
    );
    if ('silence' in answer) {
      return invalid === undefined
        ? { kind: 'silent', ...seen(), reason: answer.silence }
        : { kind: 'unusable', ...seen(), ...invalid };
    }
    if (answer.withLess && shorter !== undefined) {
      brief = shorter;
      shortened = true;
    }
    sentTokens += size;
    const { reply, model } = answer;
    messages.push({ role: 'assistant', text: reply.text, toolCalls: reply.toolCalls });

    const calls = reply.toolCalls.filter((call) => call.name !== proposeTool.name);
    if (mayRead && reply.toolCalls.length > 0 && calls.length === reply.toolCalls.length) {
      await look(calls, model);
      continue;
    }
    const grounding = judge(reply, groundOf(brief));
    for (const misstep of replyMissteps(reply, grounding, input.tools))
      input.onMisstep({ model, ...misstep });
    if (grounding.ok) return { kind: 'proposed', ...seen(), model, reply: grounding.reply };
    const reason = grounding.complaints
      .map(({ message }) => message)
      .join('; ')
      .slice(0, longestComplaint);
    if (invalid !== undefined) return { kind: 'unusable', ...seen(), model, reason };
    invalid = { model, reason };
    messages.push(...complaint(reply, reason));
  }
  return {
    kind: 'unusable',
    ...seen(),
    model: invalid?.model ?? '',
    reason: invalid?.reason ?? 'no proposal came',
  };

  function said({ text }: Brief): readonly ModelMessage[] {
    return [system, { role: 'user', text }, ...messages];
  }

  /** What was shown in the brief, and what tools have shown since. */
  function groundOf({ ground }: Brief): Ground {
    return {
      ...ground,
      evidence: new Map([...ground.evidence, ...found.map((item) => [item.id, item] as const)]),
    };
  }

  function seen() {
    return { found, shortened };
  }

  /** Whether, after this request and its tools' answers, another request still fits. */
  function hasRoomAfter(request: Parameters<typeof estimateTokens>[0]): boolean {
    const size = estimateTokens(request);
    const next = size + Math.ceil(limits.toolResultCharacters / 4) + limits.outputTokensPerRequest;
    return sentTokens + size + next <= limits.inputTokens;
  }

  async function look(calls: readonly ToolCall[], model: string): Promise<void> {
    let room = limits.toolResultCharacters;
    for (const [index, call] of calls.entries()) {
      const answer: ToolAnswer =
        index < limits.toolCallsPerRequest
          ? await runReadTool(call, input.tools, {
              mark: input.mark,
              maxCharacters: room,
              signal: input.signal,
            })
          : { text: `Not run: at most ${limits.toolCallsPerRequest} calls at a time.`, items: [] };
      if (answer.misstep !== undefined) {
        input.onMisstep({ model, ...answer.misstep, tool: call.name, arguments: call.arguments });
      }
      room = Math.max(0, room - answer.text.length);
      messages.push({ role: 'tool', callId: call.id, text: answer.text });
      found.push(...answer.items);
    }
  }
}

function judge(reply: ModelReply, ground: Ground): Grounding {
  if (reply.stop === 'length')
    return { ok: false, complaints: [invalid('the answer was cut off for its length; be shorter')] };
  const proposals = reply.toolCalls.filter((call) => call.name === proposeTool.name);
  const [proposal] = proposals;
  if (proposal === undefined)
    return { ok: false, complaints: [invalid('answer with a call of propose; nothing else is left to do')] };
  if (proposals.length > 1) return { ok: false, complaints: [invalid('call propose exactly once')] };
  return groundReply(proposal.arguments, ground);
}

function invalid(message: string): Complaint {
  return { reason: 'reply.invalid', message };
}

/** Providers want an answer to every tool call before anything else is said. */
function complaint(reply: ModelReply, reason: string): readonly ModelMessage[] {
  const text = `Not accepted: ${reason}. Call propose once more, corrected. This is the last try.`;
  if (reply.toolCalls.length === 0) return [{ role: 'user', text }];
  return reply.toolCalls.map((call) => ({ role: 'tool', callId: call.id, text }));
}
