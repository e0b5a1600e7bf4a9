const alarming =
  /error|fatal|panic|exception|traceback|killed|denied|refused|timed? ?out|no such|not found|fail|unable|cannot/iu;
const longestLine = 400;
/** Lines that begin alike for so long are alike; looking further costs time that whoever writes them chooses. */
const longestShape = 2_000;
const lastLines = 5;

interface Folded {
  readonly line: string;
  readonly first: number;
  readonly count: number;
  readonly weight: number;
}

/**
 * A log without its repetitions: lines that differ only in numbers, ids and times stand once, with their count, where
 * they first occurred. Within `maxCharacters` errors come first, then the end, then the beginning; what is left out
 * is said.
 */
export function foldLog(text: string, maxCharacters: number): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const folded = fold(lines);
  const kept = withinBudget(folded, maxCharacters);
  const left = folded.length - kept.length;
  const shown = kept.map(({ line, count }) => (count > 1 ? `(×${count}) ${line}` : line));
  return [...shown, ...(left === 0 ? [] : [`… ${left} more distinct lines left out`])].join('\n');
}

function fold(lines: readonly string[]): readonly Folded[] {
  const byTemplate = new Map<string, Folded>();
  for (const [index, line] of lines.entries()) {
    const shape = template(line);
    const seen = byTemplate.get(shape);
    byTemplate.set(shape, {
      line: seen?.line ?? shorten(line),
      first: seen?.first ?? index,
      count: (seen?.count ?? 0) + 1,
      weight: Math.max(seen?.weight ?? 0, weightOf(line, index, lines.length)),
    });
  }
  return [...byTemplate.values()];
}

function weightOf(line: string, index: number, total: number): number {
  if (alarming.test(line)) return 2;
  return index >= total - lastLines ? 1 : 0;
}

function withinBudget(folded: readonly Folded[], maxCharacters: number): readonly Folded[] {
  const byWeight = folded.toSorted((a, b) => b.weight - a.weight || a.first - b.first);
  const kept: Folded[] = [];
  let used = 0;
  for (const entry of byWeight) {
    used += entry.line.length + 10;
    if (used > maxCharacters) break;
    kept.push(entry);
  }
  return kept.sort((a, b) => a.first - b.first);
}

/** What stays the same when a line is written again: numbers, hex words and quoted ids are its variables. */
function template(line: string): string {
  return line
    .slice(0, longestShape)
    .replace(/\b[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b/giu, '#')
    .replace(/\d+/gu, '#');
}

function shorten(line: string): string {
  return line.length <= longestLine
    ? line
    : `${line.slice(0, longestLine)}… (${line.length - longestLine} cut)`;
}
