import { refText } from '../domain/objects.ts';
import type { Verdict } from '../domain/verdict.ts';

const marks: Readonly<Record<Verdict['outcome'], string>> = {
  pass: '✓',
  refuse: '✗',
  hold: '…',
  skipped: '-',
};

/** A result for people: the outcome first, then a line a layer, remedies below. */
export function resultText(
  title: string,
  result: { readonly outcome: Verdict['outcome']; readonly verdicts: readonly Verdict[] },
): string {
  const lines = result.verdicts.flatMap((verdict) => [
    `  ${marks[verdict.outcome]} ${verdict.layer}: ${verdict.message} (${verdict.reason}${verdict.rule === undefined ? '' : `, ${verdict.rule}`})`,
    ...(verdict.objects ?? []).map((object) => `      harms ${refText(object)}`),
    ...(verdict.remedy === undefined ? [] : [`      remedy: ${verdict.remedy}`]),
  ]);
  return [`${result.outcome.toUpperCase()} ${title}`, ...lines, ''].join('\n');
}
