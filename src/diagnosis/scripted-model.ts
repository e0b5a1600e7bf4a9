import { type Model, ModelError, type ModelReply, type ModelRequest } from '../ports/model.ts';
import { proposeTool } from './ground-reply-schema.ts';
import { estimateTokens } from './model-limits.ts';
import { readScriptPrompt } from './scripted-prompt.ts';
import { type Script, scripts } from './scripted-replies.ts';

/** Every scripted model's name starts so, wherever it is shown: nobody shall take it for a real one. */
export const scriptedPrefix = 'scripted:';

/**
 * A model that answers from a script, for demonstrations and tests; undefined where there is no script of that name.
 * It reads the same messages as any model, and what it proposes meets the same checks.
 */
export function scriptedModel(scenario: string): Model | undefined {
  const script = scripts.get(scenario);
  if (script === undefined) return undefined;
  const name = `${scriptedPrefix}${scenario}`;
  return Object.freeze({
    name,
    complete: async (request: ModelRequest, signal: AbortSignal): Promise<ModelReply> => {
      if (signal.aborted) throw new ModelError('timeout', `${name}: given up`);
      const text = JSON.stringify(
        scriptedProposal(
          script,
          request.messages.map((message) => message.text),
        ),
      );
      return {
        text: '',
        toolCalls: [{ id: 'call_1', name: proposeTool.name, arguments: text }],
        stop: 'tool-calls',
        usage: { inputTokens: estimateTokens(request), outputTokens: Math.ceil(text.length / 4) },
      };
    },
  });
}

/** The arguments of `propose` that a script answers a conversation with, given the texts of its messages. */
export function scriptedProposal(
  script: Script,
  texts: readonly string[],
): Readonly<Record<string, unknown>> {
  const prompt = readScriptPrompt(texts);
  const picks = script.picks(prompt);
  const cause = prompt.suspected ?? script.cause;
  const [first] = picks;
  if (first === undefined) {
    return {
      summary: script.summary,
      causes: [],
      actions: [],
      abstain: { reason: 'no candidate mends this' },
    };
  }
  const evidence = [...new Set(picks.flatMap(({ candidate }) => candidate.evidence))].slice(0, 20);
  return {
    summary: script.summary,
    causes: [{ cause, object: first.candidate.evidence[0], confidence: 0.8, why: script.summary, evidence }],
    actions: picks.map(({ candidate, params }) => ({ candidate: candidate.id, params })),
  };
}
