import type { Kysely } from 'kysely';
import type { Mistake, MistakeSource } from '../../domain/mistake.ts';
import type { Schema } from '../../store/schema.ts';
import { classify, type PatternPolicies } from './classify.ts';
import { explainsDecline, mistakesOf } from './mistakes-of.ts';
import { type MistakeEntry, readMistakeEntries } from './read-entries.ts';

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

/** What mistakes are counted by: names that are few, whoever causes the mistakes. */
export interface MistakeKey {
  readonly pattern: string;
  readonly source: MistakeSource;
  /** The first layer that refused; empty where none did. */
  readonly layer: string;
  readonly model: string;
}

export interface FailureLog {
  /** The mistakes on record, oldest first; of more than `mostKept` the newest. */
  mistakes(): Promise<readonly ClassifiedMistake[]>;
  /** How many there are, without a limit. */
  counts(): Promise<readonly { readonly key: MistakeKey; readonly count: number }[]>;
}

/** What mistakes without a pattern are called. */
export const unclassified = 'unclassified';

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
  let seen: Seen = { version: '', ...nothingSeen };
  let looking: Promise<unknown> = Promise.resolve();

  async function look(): Promise<Seen> {
    const current = policies();
    let { seq, mistakes, counts } = seen.version === current.version ? seen : nothingSeen;
    for (;;) {
      const entries = await readMistakeEntries(db, { after: seq, limit: pageSize });
      const found = entries.flatMap((entry) => classified(entry, current));
      if (found.length > 0) mistakes = [...mistakes, ...found].slice(-mostKept);
      const explained = new Set(entries.flatMap((entry) => explainedBy(entry, mistakes)));
      if (explained.size > 0) mistakes = mistakes.filter((each) => !explained.has(each));
      counts = countedOn(countedOn(counts, found, 1), [...explained], -1);
      seq = entries.at(-1)?.seq ?? seq;
      if (entries.length < pageSize) break;
    }
    seen = { version: current.version, seq, mistakes, counts };
    return seen;
  }

  /** One look at a time: two at once would both read on from the same place. */
  function lookNext(): Promise<Seen> {
    const next = looking.then(look, look);
    looking = next;
    return next;
  }

  return {
    mistakes: async () => (await lookNext()).mistakes,
    counts: async () => [...(await lookNext()).counts.values()],
  };
}

type Counts = ReadonlyMap<string, { readonly key: MistakeKey; readonly count: number }>;

interface Seen {
  /** Of the policies that the mistakes were classified by. */
  readonly version: string;
  readonly seq: number;
  readonly mistakes: readonly ClassifiedMistake[];
  readonly counts: Counts;
}

const nothingSeen: Omit<Seen, 'version'> = { seq: 0, mistakes: [], counts: new Map() };

function countedOn(counts: Counts, found: readonly ClassifiedMistake[], by: 1 | -1): Counts {
  const next = new Map(counts);
  for (const { pattern = unclassified, source, layers, model } of found) {
    const key = { pattern, source, layer: layers[0] ?? '', model };
    const name = JSON.stringify(Object.values(key));
    next.set(name, { key, count: (next.get(name)?.count ?? 0) + by });
  }
  return next;
}

/** The denial that an entry says the reason of: it is counted by that entry, which knows more. */
function explainedBy(
  { seq, incident, type, payload }: MistakeEntry,
  mistakes: readonly ClassifiedMistake[],
): readonly ClassifiedMistake[] {
  if (!explainsDecline(type, payload)) return [];
  const isEarlier = (each: ClassifiedMistake) =>
    each.incident === incident && each.source === 'denial' && each.seq < seq;
  const last = mistakes.findLast(isEarlier);
  return mistakes.filter((each) => isEarlier(each) && each.seq === last?.seq);
}

function classified(
  { seq, at, incident, type, payload }: MistakeEntry,
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
