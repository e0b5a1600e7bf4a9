import type { LedgerFinding } from '../finding.ts';
import { isSignedBy, parseHeadLine, type SignedHead } from './head.ts';
import type { HeadKey } from './keys.ts';

export interface ReadHeads {
  /** Those that one of the keys has signed, in the order of the file. */
  readonly heads: readonly SignedHead[];
  readonly findings: readonly LedgerFinding[];
}

/**
 * The heads of a file, each checked against the key that it names. Older heads, and the same head twice, are as true as
 * they were. A last line without an end is what a crash leaves of a head that was never published; it says nothing.
 */
export function readHeads(text: string, keys: readonly HeadKey[]): ReadHeads {
  const heads: SignedHead[] = [];
  const findings: LedgerFinding[] = [];
  for (const [index, line] of text.split('\n').slice(0, -1).entries()) {
    const head = parseHeadLine(line);
    const finding = head === undefined ? unreadable : objection(head, keys);
    if (head !== undefined && finding === undefined) heads.push(head);
    if (finding !== undefined)
      findings.push({
        ...finding,
        seq: head?.seq ?? 0,
        problem: `line ${index + 1} of the heads: ${finding.problem}`,
      });
  }
  if (heads.length === 0 && findings.length === 0) {
    findings.push({
      reason: 'audit.no-heads',
      seq: 0,
      problem: 'there are no heads to hold the ledger against',
    });
  }
  return { heads, findings };
}

type Objection = Pick<LedgerFinding, 'reason' | 'problem'>;

const unreadable: Objection = {
  reason: 'audit.head-unreadable',
  problem: 'not a head as Firebreak writes it',
};

function objection(head: SignedHead, keys: readonly HeadKey[]): Objection | undefined {
  const key = keys.find(({ id }) => id === head.keyId);
  if (key === undefined) {
    return {
      reason: 'audit.other-key',
      problem: `signed by key ${head.keyId}, which is not one of those given`,
    };
  }
  if (isSignedBy(head, key)) return undefined;
  return { reason: 'audit.head-forged', problem: 'the signature is not of the key that it names' };
}
