import { describe, expect, it } from 'vitest';
import { yamlDocuments } from './yaml-documents.ts';

const read = (text: string) => yamlDocuments(text, 'a.yaml').map(({ value }) => value);

describe('a byte order mark', () => {
  it.each([
    ['a list', '- one\n- two\n', ['one', 'two']],
    ['a map', 'one: 1\ntwo: 2\n', { one: 1, two: 2 }],
    ['JSON', '[1, 2]', [1, 2]],
    ['a document start', '---\n- one\n', ['one']],
  ])('before %s is no part of it', (_what, text, value) => {
    expect(read(`\uFEFF${text}`)).toEqual([value]);
  });

  it('moves no line', () => {
    const [document] = yamlDocuments('\uFEFF- one\n- two\n', 'a.yaml');
    expect(document?.lineOf([1])).toBe(2);
  });
});
