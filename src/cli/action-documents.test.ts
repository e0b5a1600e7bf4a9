import { describe, expect, it } from 'vitest';
import { type ActionDocument, readActionDocuments } from './action-documents.ts';
import { UsageError } from './command-line.ts';

async function read(text: string): Promise<readonly ActionDocument[]> {
  const documents: ActionDocument[] = [];
  for await (const document of readActionDocuments(lines(text), 'stdin')) documents.push(document);
  return documents;
}

async function* lines(text: string): AsyncGenerator<string> {
  yield* text.split('\n');
}

describe('a batch of actions', () => {
  it.each([
    ['one action over several lines', '{\n  "a": 1\n}\n', [{ value: { a: 1 } }]],
    ['an array on one line', '[{"a":1},{"b":2}]', [{ value: { a: 1 } }, { value: { b: 2 } }]],
    ['an array over several lines', '[\n{"a":1},\n{"b":2}\n]\n', [{ value: { a: 1 } }, { value: { b: 2 } }]],
    ['JSON Lines with an empty one', '{"a":1}\n\n{"b":2}\n', [{ value: { a: 1 } }, { value: { b: 2 } }]],
  ])('may be %s', async (_what, text, documents) => {
    expect(await read(text)).toEqual(documents);
  });

  it.each(['{"a":1}\nnonsense\n', 'nonsense\n{"a":1}\n'])(
    'keeps an entry that cannot be read: %j',
    async (text) => {
      expect(await read(text)).toContainEqual({ value: { a: 1 } });
      expect(await read(text)).toContainEqual(expect.objectContaining({ text: 'nonsense' }));
    },
  );

  it('is none where nothing of it is JSON', async () => {
    await expect(read('non\nsense\n')).rejects.toThrow(UsageError);
    await expect(read('')).rejects.toThrow(UsageError);
  });

  it('is answered line by line: the second line comes after the first was dealt with', async () => {
    const seen: string[] = [];
    async function* slow(): AsyncGenerator<string> {
      for (const line of ['1', '2', '3']) {
        seen.push(`in ${line}`);
        yield line;
      }
    }
    for await (const document of readActionDocuments(slow(), 'stdin')) {
      seen.push(`out ${'value' in document ? String(document.value) : ''}`);
    }
    expect(seen).toEqual(['in 1', 'out 1', 'in 2', 'out 2', 'in 3', 'out 3']);
  });
});
