/**
 * Data on its way to a model: JSON Lines between two marks that nobody who writes logs or labels can guess. JSON
 * escapes line ends, so that a text can neither close the frame nor forge a line of its own.
 */
export function frame(mark: string, lines: readonly unknown[]): string {
  const body = lines.map((line) => JSON.stringify(line).replaceAll(mark, '[mark]')).join('\n');
  return `<<data ${mark}>>\n${body}\n<<end ${mark}>>`;
}

/** The lines of every frame in a text, in order: the reading side of `frame`, for scripted and replayed models. */
export function framedLines(text: string): readonly unknown[] {
  return [...text.matchAll(/^<<data (\S+)>>\n([^]*?)\n<<end \1>>$/gm)].flatMap(([, , body = '']) =>
    body
      .split('\n')
      .filter((line) => line !== '')
      .map((line): unknown => JSON.parse(line)),
  );
}
