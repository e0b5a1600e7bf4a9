import { showInvisible } from '../evidence/text/visible-text.ts';

/** Columns as wide as they have to be, the last one as it comes; text from outside cannot steer the terminal. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows].map((row) => row.map((cell) => showInvisible(cell).replaceAll(/\s+/gu, ' ')));
  const widths = head.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function widthOf(text: string): number {
  return Array.from(text).length;
}
