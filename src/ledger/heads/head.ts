import { sign, verify } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../../domain/canonical.ts';
import type { HeadKey } from './keys.ts';

const hash = z.string().regex(/^[0-9a-f]{64}$/u);

const signedHead = z.strictObject({
  /** The cluster that the ledger is about, as configured. */
  cluster: z.string(),
  /** The hash of the ledger's first entry, which tells one ledger from another. */
  ledger: hash,
  /** The newest entry when the head was signed, and its hash. */
  seq: z.int().positive(),
  hash,
  /** RFC 3339: when it was signed. */
  at: z.iso.datetime(),
  keyId: hash,
  /** Ed25519 (RFC 8032) over `signedText`, in lower-case hexadecimal. */
  signature: z.string().regex(/^[0-9a-f]{128}$/u),
});

/** A statement, outside the store, of what the chain was: whoever cuts or rewrites the chain contradicts it. */
export type SignedHead = z.output<typeof signedHead>;
export type Head = Omit<SignedHead, 'keyId' | 'signature'>;

/** Signed before the JSON, so that a signature made for anything else with the same key is none for a head. */
const purpose = 'firebreak.dev/ledger-head/v1\n';

export function signHead(head: Head, { id, key }: HeadKey): SignedHead {
  const named = { ...head, keyId: id };
  return Object.freeze({ ...named, signature: sign(null, signedText(named), key).toString('hex') });
}

/** Whether a head says what the key's owner signed; the key has to be the one that it names. */
export function isSignedBy({ signature, ...head }: SignedHead, { id, key }: HeadKey): boolean {
  return head.keyId === id && verify(null, signedText(head), key, Buffer.from(signature, 'hex'));
}

/** A head as one line, without its end. */
export function headLine(head: SignedHead): string {
  return canonicalJson(head);
}

/** The head that a line is, if it is written as `headLine` writes it; otherwise undefined. */
export function parseHeadLine(line: string): SignedHead | undefined {
  const parsed = signedHead.safeParse(parseJson(line));
  return parsed.success && canonicalJson(parsed.data) === line ? parsed.data : undefined;
}

function signedText(head: Omit<SignedHead, 'signature'>): Buffer {
  return Buffer.from(`${purpose}${canonicalJson(head)}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
