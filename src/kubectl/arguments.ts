import { KubectlRefusal, shown } from './kubectl-refusal.ts';
import { refuseKnownFlag } from './refused-flags.ts';

/**
 * How a flag takes its value, as in kubectl's own flag library (https://pkg.go.dev/github.com/spf13/pflag):
 * `value`: after `=` or as the next word · `switch`: none, or `=true` and the like · `optional`: after `=` alone.
 */
export type Takes = 'value' | 'switch' | 'optional';

export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly takes: Takes;
}

export const value = (name: string, short?: string): Flag => flag(name, 'value', short);
export const toggle = (name: string, short?: string): Flag => flag(name, 'switch', short);
export const optional = (name: string): Flag => flag(name, 'optional');

function flag(name: string, takes: Takes, short?: string): Flag {
  return short === undefined ? { name, takes } : { name, takes, short };
}

/** Positional words and flags. A switch is `true` or `false`; an optional value that is left out is empty. */
export interface Arguments {
  readonly words: readonly string[];
  readonly flags: ReadonlyMap<string, string>;
}

/** Arguments, and what follows the last positional word that was asked for. */
export interface ReadArguments extends Arguments {
  readonly rest: readonly string[];
}

const truths: Readonly<Record<string, string>> = { true: 'true', '1': 'true', false: 'false', '0': 'false' };

/**
 * Reads words and flags in any order, each flag at most once, up to the given number of words. Throws
 * `KubectlRefusal` for a flag that is not known.
 */
export function readArguments(
  given: readonly string[],
  known: readonly Flag[],
  mostWords = Number.POSITIVE_INFINITY,
): ReadArguments {
  const words: string[] = [];
  const flags = new Map<string, string>();
  for (let at = 0; at < given.length; at += 1) {
    const word = given[at] ?? '';
    if (word === '-') {
      throw new KubectlRefusal('kubectl.files', 'standard input is not read', 'name what is meant');
    }
    if (!word.startsWith('-')) {
      words.push(word);
      if (words.length === mostWords) return { words, flags, rest: given.slice(at + 1) };
      continue;
    }
    const taken = word.startsWith('--')
      ? readLong(word, given[at + 1], known)
      : readShort(word, given[at + 1], known);
    for (const [name, text] of taken.flags) {
      if (flags.has(name)) throw badValue(name, 'is given twice');
      flags.set(name, text);
    }
    if (taken.usedNext) at += 1;
  }
  return { words, flags, rest: [] };
}

interface Taken {
  readonly flags: readonly (readonly [name: string, text: string])[];
  readonly usedNext: boolean;
}

function readLong(word: string, next: string | undefined, known: readonly Flag[]): Taken {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals < 0 ? undefined : equals);
  const found = known.find((each) => each.name === name);
  if (found === undefined) throw unknownFlag(`--${name}`);
  if (equals >= 0) return { flags: [[name, checked(found, word.slice(equals + 1))]], usedNext: false };
  return withoutEquals(found, next);
}

/** One or several short flags in a word; the first that takes a value has the rest of the word. */
function readShort(word: string, next: string | undefined, known: readonly Flag[]): Taken {
  const flags: (readonly [string, string])[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const short = word.charAt(at);
    const found = known.find((each) => each.short === short);
    if (found === undefined) throw unknownFlag(`-${short}`);
    const rest = word.slice(at + 1);
    if (rest.startsWith('=') && rest.length > 1) {
      return { flags: [...flags, [found.name, checked(found, rest.slice(1))]], usedNext: false };
    }
    if (found.takes === 'value' && rest !== '') {
      return { flags: [...flags, [found.name, rest]], usedNext: false };
    }
    const taken = withoutEquals(found, next);
    flags.push(...taken.flags);
    if (taken.usedNext) return { flags, usedNext: true };
  }
  return { flags, usedNext: false };
}

function withoutEquals({ name, takes }: Flag, next: string | undefined): Taken {
  switch (takes) {
    case 'switch':
      return { flags: [[name, 'true']], usedNext: false };
    case 'optional':
      return { flags: [[name, '']], usedNext: false };
    case 'value':
      if (next === undefined) throw badValue(name, 'needs a value');
      return { flags: [[name, next]], usedNext: true };
    default:
      return takes satisfies never;
  }
}

function checked({ name, takes }: Flag, text: string): string {
  if (takes !== 'switch') return text;
  const truth = Object.hasOwn(truths, text) ? truths[text] : undefined;
  if (truth === undefined) throw badValue(name, 'is either true or false');
  return truth;
}

/** The refusal of a flag's value; the value itself is not repeated. */
export function badValue(name: string, problem: string): KubectlRefusal {
  return new KubectlRefusal('kubectl.flag-value', `--${name} ${problem}`);
}

function unknownFlag(name: string): KubectlRefusal {
  return (
    refuseKnownFlag(name) ??
    new KubectlRefusal('kubectl.unknown-flag', `${shown(name)} is not a flag of the grammar for this command`)
  );
}
