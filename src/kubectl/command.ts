import type { Action } from '../domain/action.ts';
import type { ObjectRef } from '../domain/objects.ts';
import { type Arguments, type Flag, optional, toggle, value } from './arguments.ts';
import { KubectlRefusal } from './kubectl-refusal.ts';
import type { Change } from './map-patch.ts';

/** What kubectl would take from its configuration, which the command line does not tell. */
export interface KubectlContext {
  readonly cluster: string;
  /** Where a namespaced object is without `-n`. */
  readonly namespace: string;
}

/** One command of the grammar: a verb, or a verb and its subcommand. */
export interface Command {
  readonly flags: readonly Flag[];
  /** The actions that the command means; none where it reads. Throws `KubectlRefusal`. */
  read(given: Arguments, context: KubectlContext): readonly Action[];
}

/** Flags that change neither what happens nor to what. */
export const globalFlags: readonly Flag[] = [
  value('namespace', 'n'),
  value('request-timeout'),
  toggle('warnings-as-errors'),
  toggle('match-server-version'),
];

/** How the result is printed. */
export const printFlags: readonly Flag[] = [value('output', 'o'), toggle('show-managed-fields')];

/** How long kubectl itself waits. */
export const waitFlags: readonly Flag[] = [toggle('wait'), value('timeout'), toggle('ignore-not-found')];

export const cascadeFlag = optional('cascade');

/** One action for each target. */
export function actionsOn(
  targets: readonly ObjectRef[],
  changes: readonly Change[],
  { cluster }: KubectlContext,
): readonly Action[] {
  return targets.flatMap((target) =>
    changes.map(
      ({ action, params }): Action => ({ apiVersion: 'firebreak.dev/v1', action, cluster, target, params }),
    ),
  );
}

/** Splits words into objects and what follows them, as kubectl does: the first `KEY=VALUE` or `KEY-` ends the objects. */
export function splitPairs(words: readonly string[]): {
  readonly objects: readonly string[];
  readonly pairs: readonly string[];
} {
  const first = words.findIndex(isPair);
  const objects = first < 0 ? words : words.slice(0, first);
  const pairs = first < 0 ? [] : words.slice(first);
  if (pairs.length === 0) throw wrongArguments('nothing is to be set');
  if (!pairs.every(isPair)) throw wrongArguments('objects are named before what is to be set');
  return { objects, pairs };
}

function isPair(word: string): boolean {
  return word.indexOf('=') > 0 || word.endsWith('-');
}

/** `KEY=VALUE` or `KEY-`; undefined removes. A key may be there once. */
export function readPairs(pairs: readonly string[]): ReadonlyMap<string, string | undefined> {
  const read = new Map<string, string | undefined>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const key = equals < 0 ? pair.slice(0, -1) : pair.slice(0, equals);
    // A record would lose it without a word.
    if (key === '__proto__') throw wrongArguments('__proto__ is not a key');
    if (read.has(key)) throw wrongArguments('something is set twice');
    read.set(key, equals < 0 ? undefined : pair.slice(equals + 1));
  }
  return read;
}

export function wrongArguments(message: string, remedy?: string): KubectlRefusal {
  return new KubectlRefusal('kubectl.arguments', message, remedy);
}
