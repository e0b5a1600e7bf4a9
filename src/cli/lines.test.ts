import { describe, expect, it } from 'vitest';
import { linesOf } from './lines.ts';

async function* chunks(...texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

async function all(lines: AsyncIterable<string>): Promise<readonly string[]> {
  const read: string[] = [];
  for await (const line of lines) read.push(line);
  return read;
}

describe('the lines of a stream', () => {
  it('go over the ends of chunks', async () => {
    expect(await all(linesOf(chunks('a', 'b\nc', '\r', '\n\nd')))).toEqual(['ab', 'c', '', 'd']);
  });

  it('end with the last line end', async () => {
    expect(await all(linesOf(chunks('a\n')))).toEqual(['a']);
    expect(await all(linesOf(chunks()))).toEqual([]);
  });
});
