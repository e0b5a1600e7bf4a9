import { z } from 'zod';
import { readSigningKey } from '../ledger/heads/keys.ts';
import { key } from './config-key.ts';
import { wholeNumber } from './schemas.ts';

function isSigningKey(pem: string): boolean {
  try {
    readSigningKey(pem);
    return true;
  } catch {
    return false;
  }
}

/** Settings of signed heads of the ledger. */
export const ledgerKeys = {
  auditKey: key({
    env: 'FIREBREAK_AUDIT_KEY',
    schema: z
      .string()
      .refine(isSigningKey, 'an Ed25519 private key as PEM; `firebreak audit keygen` makes one'),
    secret: true,
    meaning: 'signs heads of the ledger; give it as FIREBREAK_AUDIT_KEY_FILE',
  }),
  auditHeadsFile: key({
    env: 'FIREBREAK_AUDIT_HEADS_FILE',
    schema: z.string().min(1),
    meaning: 'where signed heads are appended; ledger-heads.jsonl in the data folder unless given',
  }),
  auditHeadEntries: key({
    env: 'FIREBREAK_AUDIT_HEAD_ENTRIES',
    schema: wholeNumber.min(1),
    fallback: 100,
    meaning: 'a head is signed after so many entries of the ledger',
  }),
  auditHeadMinutes: key({
    env: 'FIREBREAK_AUDIT_HEAD_MINUTES',
    schema: wholeNumber.min(1).max(1_440),
    fallback: 10,
    meaning: 'and, where there is a new entry, after so many minutes',
  }),
} as const;
