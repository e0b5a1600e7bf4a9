import type { LedgerFinding } from '../finding.ts';
import type { ChainEnd } from '../link.ts';
import type { SignedHead } from './head.ts';

/** What a chain that was walked tells of itself: its end, and the hashes of the entries that were asked for. */
export interface WalkedChain {
  readonly end: ChainEnd;
  readonly hashes: ReadonlyMap<number, string>;
}

/** The entries whose hashes heads have to be held against: those that they name, and the first. */
export function entriesNamed(heads: readonly SignedHead[]): ReadonlySet<number> {
  return new Set([1, ...heads.map(({ seq }) => seq)]);
}

/** What genuine heads have to say against a chain that is whole in itself. */
export function judgeHeads(
  heads: readonly SignedHead[],
  { end, hashes }: WalkedChain,
): readonly LedgerFinding[] {
  const findings: LedgerFinding[] = [];
  const beyond = heads.filter(({ seq }) => seq > end.seq);
  const last = beyond.reduce<SignedHead | undefined>(
    (most, head) => (head.seq > (most?.seq ?? 0) ? head : most),
    undefined,
  );
  if (last !== undefined) {
    findings.push({
      reason: 'audit.cut-tail',
      seq: end.seq + 1,
      problem: `the ledger ends at entry ${end.seq}, but at ${last.at} it held ${last.seq}: ${last.seq - end.seq} at its end are gone`,
    });
  }
  const foreign = heads.find(({ ledger }) => end.seq > 0 && ledger !== hashes.get(1));
  if (foreign !== undefined) {
    return [
      ...findings,
      {
        reason: 'audit.other-ledger',
        seq: 1,
        problem: `the head of ${foreign.at} is about a ledger with another first entry`,
      },
    ];
  }
  const denied = heads.filter(({ seq, hash }) => seq <= end.seq && hashes.get(seq) !== hash);
  const first = denied.reduce<SignedHead | undefined>(
    (least, head) => (least === undefined || head.seq < least.seq ? head : least),
    undefined,
  );
  if (first !== undefined) {
    findings.push({
      reason: 'audit.rewritten',
      seq: first.seq,
      problem: `the chain was written anew: entry ${first.seq} had another hash at ${first.at}`,
    });
  }
  return findings;
}
