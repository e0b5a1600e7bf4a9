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

/** `deployment/price-scraper`; kinds of custom resources with their group, as in `rollout.v1alpha1.argoproj.io/web`. */
export function resourceName({ apiVersion, kind, name }: ObjectRef): string {
  const [group = '', version] = apiVersion.split('/');
  const isCustom = version !== undefined && group.includes('.') && !group.endsWith('.k8s.io');
  return `${kind.toLowerCase()}${isCustom ? `.${version}.${group}` : ''}/${name}`;
}
