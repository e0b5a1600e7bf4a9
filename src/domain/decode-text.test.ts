import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeChunks, decodeText } from './decode-text.ts';

const bigEndian = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();

describe('text from outside', () => {
  it.each([
    ['UTF-8', Buffer.from('{"a":"ü"}')],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFF{"a":"ü"}')],
    ['UTF-16, little end first', Buffer.from('\uFEFF{"a":"ü"}', 'utf16le')],
    ['UTF-16, big end first', bigEndian('{"a":"ü"}')],
  ])('is read from %s', (_name, bytes) => {
    expect(decodeText(bytes)).toBe('{"a":"ü"}');
  });

  it('is the same however it is cut', async () => {
    const encodings = fc.constantFrom<BufferEncoding>('utf8', 'utf16le');
    const texts = fc.string({ unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(texts, encodings, fc.integer({ min: 1, max: 5 }), async (text, encoding, size) => {
        const bytes = Buffer.from(`\uFEFF${text}`, encoding);
        let read = '';
        for await (const part of decodeChunks(cut(bytes, size))) read += part;
        expect(read).toBe(decodeText(bytes));
      }),
    );
  });
});

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
