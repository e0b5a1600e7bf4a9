import { refText } from '../domain/objects.ts';
import type { Verdict } from '../domain/verdict.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';
import type { ManifestResult } from '../manifests/judge-manifests.ts';

const marks = { refuse: '✗', hold: '…', pass: '·' } as const;

/** Results for people: what is refused, what is held, what is worth knowing, and a count. */
export function manifestsText(results: readonly ManifestResult[]): string {
  const shown = (['refuse', 'hold', 'pass'] as const).flatMap((outcome) =>
    results.filter((result) => result.outcome === outcome).flatMap(resultLines),
  );
  // Names come from the manifests, and nobody should be misled by what they make a terminal do.
  return showInvisible([...shown, summary(results), ''].join('\n'));
}

function resultLines(result: ManifestResult): readonly string[] {
  const verdicts = result.verdicts.filter(isWorthSaying);
  if (verdicts.length === 0) return [];
  return [
    `${marks[result.outcome]} ${titleOf(result)}  ${placeOf(result)}`,
    ...verdicts.flatMap((verdict) => [
      `    ${oneLine(verdict.message)}`,
      `    (${[verdict.reason, verdict.rule].filter((part) => part !== undefined).join(', ')})`,
      ...(verdict.remedy === undefined ? [] : [`    remedy: ${oneLine(verdict.remedy)}`]),
    ]),
    '',
  ];
}

/** What a message quotes must not look like a line of ours. */
function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/gu, ' ');
}

/** Refusals, holds, and pods that would not even fit baseline where nobody knows what their namespace enforces. */
export function isWorthSaying({ outcome, reason, objects }: Verdict): boolean {
  return (
    outcome === 'refuse' ||
    outcome === 'hold' ||
    (reason === 'pod-security.level-unknown' && objects !== undefined)
  );
}

export function titleOf({ object, change }: ManifestResult): string {
  const name = object === null ? 'an unreadable document' : refText(object);
  return change === 'created' || change === 'deleted' ? `${name} (${change})` : name;
}

function placeOf({ source, change }: ManifestResult): string {
  return `${change === 'deleted' ? 'was ' : ''}${source.file}:${source.line}`;
}

/** `14 objects: 1 refused, 13 without a finding`, and what was not known. */
export function summary(results: readonly ManifestResult[]): string {
  if (results.length === 0) return 'nothing has changed';
  const count = (outcome: ManifestResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const parts = [
    [count('refuse'), 'refused'],
    [count('hold'), 'held for people'],
    [count('pass'), 'without a finding'],
  ] as const;
  const counted = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return `${results.length} ${results.length === 1 ? 'object' : 'objects'}: ${counted.join(', ')}${unknownLevels(results)}`;
}

function unknownLevels(results: readonly ManifestResult[]): string {
  const namespaces = results
    .filter(({ verdicts }) => verdicts.some(({ reason }) => reason === 'pod-security.level-unknown'))
    .map(({ object }) => object?.namespace ?? 'default');
  const names = [...new Set(namespaces)].toSorted();
  if (names.length === 0) return '';
  const which = names.length === 1 ? 'namespace' : 'namespaces';
  return `; the Pod Security level of ${which} ${names.join(', ')} is not known (give --dump, or the Namespace)`;
}
