import type { Action } from '../domain/action.ts';
import { badValue, readArguments } from './arguments.ts';
import { globalFlags, type KubectlContext } from './command.ts';
import { KubectlRefusal, type KubectlReason } from './kubectl-refusal.ts';
import { tokenize } from './tokenize.ts';
import { findSubcommand, findVerb } from './verbs.ts';

export type ParsedKubectl =
  | { readonly ok: true; readonly readOnly: true }
  | { readonly ok: true; readonly readOnly: false; readonly actions: readonly Action[] }
  | {
      readonly ok: false;
      readonly reason: KubectlReason;
      readonly message: string;
      readonly remedy?: string;
    };

const namespaceName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u;

/**
 * Reads one kubectl command line: as typed actions, as a reading command, or as neither, with the reason. The actions
 * are plain data, not yet held against the catalogue. Nothing is executed or expanded, and nothing is guessed: where
 * kubectl would go by its configuration, it is as without one (docs/kubectl.md).
 */
export function parseKubectl(
  text: string,
  context: KubectlContext = { cluster: 'default', namespace: 'default' },
): ParsedKubectl {
  try {
    const actions = readCommandLine(text, context);
    return actions.length === 0 ? { ok: true, readOnly: true } : { ok: true, readOnly: false, actions };
  } catch (cause) {
    if (!(cause instanceof KubectlRefusal)) throw cause;
    const { reason, message, remedy } = cause;
    return { ok: false, reason, message, ...(remedy === undefined ? {} : { remedy }) };
  }
}

function readCommandLine(text: string, context: KubectlContext): readonly Action[] {
  const [program, ...given] = tokenize(text);
  if (program !== 'kubectl') {
    throw new KubectlRefusal('kubectl.not-kubectl', 'the text is not a command line of kubectl');
  }
  const verb = readArguments(given, globalFlags, 1);
  const found = findVerb(verb.words[0]);
  const subcommand = 'read' in found ? undefined : readArguments(verb.rest, globalFlags, 1);
  const command = 'read' in found ? found : findSubcommand(found, subcommand?.words[0]);
  const own = readArguments((subcommand ?? verb).rest, [...globalFlags, ...command.flags]);
  const flags = mergeFlags([verb.flags, subcommand?.flags ?? new Map(), own.flags]);
  const namespace = flags.get('namespace') ?? context.namespace;
  if (!namespaceName.test(namespace)) throw badValue('namespace', 'is not the name of a namespace');
  return command.read({ words: own.words, flags }, { ...context, namespace });
}

function mergeFlags(parts: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> {
  const merged = new Map<string, string>();
  for (const [name, text] of parts.flatMap((part) => [...part])) {
    if (merged.has(name)) throw badValue(name, 'is given twice');
    merged.set(name, text);
  }
  return merged;
}
