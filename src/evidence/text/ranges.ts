/** Start and end of a part of a text, as offsets into it. */
export type Range = readonly [start: number, end: number];

/** The text with each of the ranges, in whatever order, replaced by the mask; those that touch become one. */
export function maskRanges(text: string, ranges: readonly Range[], mask: string): string {
  const parts = merged(ranges);
  const starts = [0, ...parts.map(([, to]) => to)];
  const ends = [...parts.map(([from]) => from), text.length];
  return starts.map((start, index) => text.slice(start, ends[index])).join(mask);
}

function merged(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last === undefined || from > last[1]) result.push([from, to]);
    else result[result.length - 1] = [last[0], Math.max(last[1], to)];
  }
  return result;
}
