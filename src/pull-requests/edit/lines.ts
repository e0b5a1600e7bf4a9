/** A stretch of a text and what takes its place. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly source: string;
}

export function spliced(text: string, { from, to, source }: Splice): string {
  return text.slice(0, from) + source + text.slice(to);
}

/** Where the line of an offset begins. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the next line begins; the end of the text where there is none. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

/** How the line before an offset ends, or else the first line of the text. */
export function lineEndAt(text: string, offset: number): '\n' | '\r\n' {
  const before = text.lastIndexOf('\n', offset - 1);
  const end = before < 0 ? text.indexOf('\n') : before;
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n';
}

/** Whole lines put in at the start of a line, or at the end of a text whose last line is not ended. */
export function insertedLines(text: string, offset: number, lines: readonly string[]): Splice {
  const end = lineEndAt(text, offset);
  const isOpen = offset > 0 && text[offset - 1] !== '\n';
  const source = isOpen ? end + lines.join(end) : lines.join(end) + end;
  return { from: offset, to: offset, source };
}

/** Lines moved to the right; empty ones stay empty. */
export function indented(lines: readonly string[], columns: number): readonly string[] {
  return lines.map((line) => (line === '' ? line : ' '.repeat(columns) + line));
}
