import type { Kysely } from 'kysely';
import type { Mistake } from '../../domain/mistake.ts';
import type { Schema } from '../../store/schema.ts';
import { classify, type PatternPolicies } from './classify.ts';
import { mistakesOf } from './mistakes-of.ts';
import { readMistakeEntries } from './read-entries.ts';

/** A mistake with its place in the ledger; what was said stays there, so that an erased payload is gone here too. */
export interface ClassifiedMistake extends Omit<Mistake, 'params' | 'text'> {
  readonly seq: number;
  /** Which of the mistakes that the entry tells of. */
  readonly index: number;
  /** RFC 3339. */
  readonly at: string;
  readonly incident?: string;
  /** Name of the pattern; absent where none fits. */
  readonly pattern?: string;
}

export interface FailureLog {
  /** Every mistake on record, oldest first; of more than `mostKept` the newest. */
  mistakes(): Promise<readonly ClassifiedMistake[]>;
}

const mostKept = 20_000;
const pageSize = 500;

/**
 * What went wrong, derived from the ledger and nothing else: a look reads on where the last one ended, and another
 * set of policies classifies everything anew.
 */
export function createFailureLog(
  db: Kysely<Schema>,
  policies: () => PatternPolicies & { readonly version: string },
): FailureLog {
  let seen: {
    readonly version: string;
    readonly seq: number;
    readonly mistakes: readonly ClassifiedMistake[];
  } = { version: '', seq: 0, mistakes: [] };
  let looking: Promise<unknown> = Promise.resolve();

  async function look(): Promise<readonly ClassifiedMistake[]> {
    const current = policies();
    let { seq, mistakes } = seen.version === current.version ? seen : { seq: 0, mistakes: [] };
    for (;;) {
      const entries = await readMistakeEntries(db, { after: seq, limit: pageSize });
      const found = entries.flatMap((entry) => classified(entry, current));
      if (found.length > 0) mistakes = [...mistakes, ...found].slice(-mostKept);
      seq = entries.at(-1)?.seq ?? seq;
      if (entries.length < pageSize) break;
    }
    seen = { version: current.version, seq, mistakes };
    return mistakes;
  }

  return {
    mistakes() {
      // One look at a time: two at once would both read on from the same place.
      const next = looking.then(look, look);
      looking = next;
      return next;
    },
  };
}

type Entry = Awaited<ReturnType<typeof readMistakeEntries>>[number];

function classified(
  { seq, at, incident, type, payload }: Entry,
  policies: PatternPolicies,
): readonly ClassifiedMistake[] {
  return mistakesOf(type, payload).map((mistake, index) => {
    const { params: _params, text: _text, ...slim } = mistake;
    const pattern = classify(mistake, policies)?.name;
    return Object.freeze({
      ...slim,
      seq,
      index,
      at,
      ...(incident === undefined ? {} : { incident }),
      ...(pattern === undefined ? {} : { pattern }),
    });
  });
}
