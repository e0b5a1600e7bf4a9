import { refText } from '../domain/objects.ts';
import type { Verdict } from '../domain/verdict.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';

const marks: Readonly<Record<Verdict['outcome'], string>> = {
  pass: '✓',
  refuse: '✗',
  hold: '…',
  skipped: '-',
};

/**
 * A result for people: the outcome first, then a line a layer, remedies below. Names and messages come from manifests
 * and webhooks, so nothing of them may move a cursor or begin a line of its own.
 */
export function resultText(
  title: string,
  result: { readonly outcome: Verdict['outcome']; readonly verdicts: readonly Verdict[] },
): string {
  const lines = result.verdicts.flatMap((verdict) => [
    `  ${marks[verdict.outcome]} ${verdict.layer}: ${inLine(verdict.message)} (${verdict.reason}${verdict.rule === undefined ? '' : `, ${verdict.rule}`})`,
    ...(verdict.objects ?? []).map((object) => `      harms ${inLine(refText(object))}`),
    ...(verdict.remedy === undefined ? [] : [`      remedy: ${inLine(verdict.remedy)}`]),
  ]);
  return [`${result.outcome.toUpperCase()} ${inLine(title)}`, ...lines, ''].join('\n');
}

/** What others wrote stays on its line, and shows what would not be seen. */
export function inLine(text: string): string {
  return showInvisible(text).replaceAll(/\s*\n\s*/gu, ' ⏎ ');
}
