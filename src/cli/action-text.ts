import { refText } from '../domain/objects.ts';
import type { Verdict } from '../domain/verdict.ts';
import { resultText } from './result-text.ts';

/** The result of one action as the command prints it: a line of JSON, or text for people. */
export function actionResultText(
  result: {
    readonly action: unknown;
    readonly outcome: Verdict['outcome'];
    readonly verdicts: readonly Verdict[];
  },
  json: boolean,
): string {
  const { action, outcome, verdicts } = result;
  if (json) return `${JSON.stringify({ action, outcome, verdicts })}\n`;
  return `${resultText(titleOf(action), result)}\n`;
}

/** How people read an action, whatever was given for one. */
export function titleOf(action: unknown): string {
  const named = action as {
    action?: unknown;
    target?: { kind?: unknown; namespace?: unknown; name?: unknown };
  } | null;
  const { kind, namespace, name } = named?.target ?? {};
  if (typeof named?.action !== 'string' || typeof kind !== 'string' || typeof name !== 'string')
    return 'an unreadable action';
  return `${named.action} ${refText({ kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) })}`;
}
