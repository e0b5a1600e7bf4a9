import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson, sha256 } from '../../domain/canonical.ts';
import type { ChainEnd } from '../link.ts';
import { headLine, type SignedHead, signHead } from './head.ts';
import { entriesNamed, judgeHeads } from './judge-heads.ts';
import { checkingKeyOf, generateHeadKeys, type HeadKey, readCheckingKey, readSigningKey } from './keys.ts';
import { readHeads } from './read-heads.ts';

const entries = Array.from({ length: 20 }, (_none, index) => sha256(`entry ${index + 1}`));
let key: HeadKey;
beforeEach(() => {
  key = readSigningKey(generateHeadKeys().privatePem);
});

function headAt(seq: number, by = key): SignedHead {
  const hash = entries[seq - 1] ?? '';
  const at = `2026-03-04T02:${String(seq).padStart(2, '0')}:00.000Z`;
  return signHead({ cluster: 'default', ledger: entries[0] ?? '', seq, hash, at }, by);
}

const fileOf = (...heads: readonly SignedHead[]) => heads.map((head) => `${headLine(head)}\n`).join('');
const read = (text: string, keys = [checkingKeyOf(key)]) => readHeads(text, keys);
const reasonsIn = (text: string) => read(text).findings.map(({ reason }) => reason);

function judged(heads: readonly SignedHead[], chain: readonly string[]) {
  const named = entriesNamed(heads);
  const hashes = new Map(
    chain.map((hash, index) => [index + 1, hash] as const).filter(([seq]) => named.has(seq)),
  );
  const end: ChainEnd = { seq: chain.length, hash: chain.at(-1) ?? '' };
  return judgeHeads(heads, { end, hashes }).map(({ reason }) => reason);
}

describe('a file of signed heads', () => {
  it('is read whole, older heads and repetitions among them', () => {
    const heads = [headAt(3), headAt(9), headAt(3)];
    expect(read(fileOf(...heads))).toEqual({ heads, findings: [] });
  });

  it('knows the key that each head names, so that keys can be changed', () => {
    const next = readSigningKey(generateHeadKeys().privatePem);
    const text = fileOf(headAt(3), headAt(9, next));
    expect(read(text, [key, next].map(checkingKeyOf)).findings).toEqual([]);
    expect(reasonsIn(text)).toEqual(['audit.other-key']);
  });

  it('finds a head in which anything but its key was written anew', () => {
    for (const change of [{ seq: 4 }, { at: '2026-03-04T03:00:00.000Z' }, { cluster: 'other' }]) {
      const forged = `${canonicalJson({ ...headAt(3), ...change })}\n`;
      expect(reasonsIn(forged)).toEqual(['audit.head-forged']);
    }
  });

  it('takes no other signature of the key for one of a head', () => {
    const { signature } = headAt(3);
    expect(reasonsIn(`${canonicalJson({ ...headAt(4), signature })}\n`)).toEqual(['audit.head-forged']);
  });

  it('finds every byte that is changed', () => {
    const bytes = Buffer.from(fileOf(headAt(3), headAt(9)));
    fc.assert(
      // The last line end alone may go: it makes of the last head one that was never published.
      fc.property(fc.nat(bytes.length - 2), fc.integer({ min: 1, max: 255 }), (place, bits) => {
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ bits;
        expect(read(changed.toString()).findings).not.toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('says nothing by a last line that a crash cut off, and says so of a file that says nothing', () => {
    const text = fileOf(headAt(3), headAt(9));
    expect(read(text.slice(0, -10))).toEqual({ heads: [headAt(3)], findings: [] });
    expect(reasonsIn('')).toEqual(['audit.no-heads']);
  });
});

describe('heads held against a chain', () => {
  it('agree with the chain that they are of, however far it has grown since', () => {
    expect(judged([headAt(1), headAt(9), headAt(20)], entries)).toEqual([]);
    expect(judged([headAt(9), headAt(3), headAt(3)], entries)).toEqual([]);
  });

  it('find every cut of what they are about', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 19 }), (seq, left) => {
        const found = judged([headAt(seq)], entries.slice(0, left));
        expect(found).toEqual(left < seq ? ['audit.cut-tail'] : []);
      }),
    );
  });

  it('find a chain that was written anew from any entry before them', () => {
    for (const from of [2, 5, 9]) {
      const anew = entries.map((hash, index) => (index + 1 < from ? hash : sha256(`anew ${hash}`)));
      expect(judged([headAt(1), headAt(9)], anew)).toEqual(['audit.rewritten']);
    }
    expect(judged([headAt(9)], entries.map(sha256))).toEqual(['audit.other-ledger']);
  });
});

describe('keys of heads', () => {
  it('are Ed25519 in PEM, each half in its place', () => {
    const { privatePem, publicPem } = generateHeadKeys();
    expect(readCheckingKey(publicPem).id).toBe(readSigningKey(privatePem).id);
    expect(() => readSigningKey(publicPem)).toThrow('not an Ed25519 private key');
    expect(() => readCheckingKey(privatePem)).toThrow('not an Ed25519 public key');
    expect(() => readSigningKey('secret')).toThrow('openssl genpkey -algorithm ed25519');
  });
});
