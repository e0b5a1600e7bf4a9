import type { ObjectRef } from '../domain/objects.ts';

const safe = /^[A-Za-z0-9_./:=,@%+-]+$/;

/** One argument as a POSIX shell reads it back unchanged. */
export function quote(argument: string): string {
  return safe.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`;
}

/** A kubectl command line for people to read and copy; nothing in Firebreak executes it. */
export function kubectl(...args: readonly string[]): string {
  return ['kubectl', ...args].map(quote).join(' ');
}

/** `-n cardboard`, or nothing for cluster-scoped kinds. */
export function namespaceFlag(target: ObjectRef): readonly string[] {
  return target.namespace === undefined ? [] : ['-n', target.namespace];
}

/** `deployment/price-scraper`. */
export function resourceName(target: ObjectRef): string {
  return `${target.kind.toLowerCase()}/${target.name}`;
}
