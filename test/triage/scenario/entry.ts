import { z } from 'zod';
import { groupOf, type KubernetesObject } from '../../../src/domain/objects.ts';
import { apiVersions } from '../../../src/evidence/kinds.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** One object of a scenario: `{ Kind: namespace/name, … }` with the fields of the object or of its shorthand. */
export interface Entry {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly fields: Fields;
}

const moreVersions: Readonly<Record<string, string>> = {
  ConfigMap: 'v1',
  Secret: 'v1',
  Ingress: 'networking.k8s.io/v1',
  Cluster: 'postgresql.cnpg.io/v1',
  Volume: 'longhorn.io/v1beta2',
  Replica: 'longhorn.io/v1beta2',
};

export const entrySchema = z.record(z.string(), z.unknown()).transform((given, context): Entry => {
  const kinds = Object.keys(given).filter((key) => /^[A-Z]/u.test(key));
  const [kind] = kinds;
  const path = kind === undefined ? undefined : given[kind];
  if (kind === undefined || kinds.length > 1 || typeof path !== 'string') {
    context.addIssue({
      code: 'custom',
      message: 'an object begins with "Kind: namespace/name" (or "Kind: name")',
    });
    return z.NEVER;
  }
  const [first = '', second] = path.split('/');
  const { [kind]: _path, ...fields } = given;
  return second === undefined
    ? { kind, name: first, fields }
    : { kind, namespace: first, name: second, fields };
});

export function keyOf({ kind, namespace = '', name }: Omit<Entry, 'fields'>): string {
  return `${kind} ${namespace}/${name}`;
}

/** Objects into each other, field by field; lists and plain values replace. */
export function merged(base: unknown, over: unknown): unknown {
  if (!isFields(base) || !isFields(over)) return over === undefined ? base : over;
  const keys = [...new Set([...Object.keys(base), ...Object.keys(over)])];
  return Object.fromEntries(keys.map((key) => [key, merged(base[key], over[key])]));
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object of an entry, as the API server would hold it: shorthands of its metadata written out. */
export function objectOf(
  { kind, namespace, name, fields }: Entry,
  body: Fields,
  own: { readonly ownerReferences?: unknown; readonly labels?: unknown } = {},
): KubernetesObject {
  const { labels, annotations, created = 'now-40d', deleted, apiVersion, metadata } = fields;
  const version =
    typeof apiVersion === 'string'
      ? apiVersion
      : ((apiVersions as Readonly<Record<string, string>>)[kind] ?? moreVersions[kind]);
  if (version === undefined) throw new Error(`${keyOf({ kind, name })} needs its apiVersion`);
  return merged(
    {
      apiVersion: version,
      kind,
      metadata: {
        name,
        ...(namespace === undefined ? {} : { namespace }),
        uid: uidOf(`${groupOf(version)} ${kind} ${namespace ?? ''}/${name}`),
        creationTimestamp: created,
        ...(labels === undefined ? {} : { labels }),
        ...(annotations === undefined ? {} : { annotations }),
        ...(deleted === undefined ? {} : { deletionTimestamp: deleted, deletionGracePeriodSeconds: 30 }),
        ...own,
      },
      ...body,
    },
    metadata === undefined ? {} : { metadata },
  ) as KubernetesObject;
}

/** A uid of the usual form that is the same in every run. */
function uidOf(text: string): string {
  const hex = digits(text, '0123456789abcdef', 32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Characters that depend on the text alone. */
export function digits(text: string, alphabet: string, length: number): string {
  let state = 0x811c9dc5;
  for (const character of text) state = Math.imul(state ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return alphabet[(state >>> 8) % alphabet.length];
  }).join('');
}

/** The letters and digits of which Kubernetes makes names (k8s.io/apimachinery/pkg/util/rand). */
export const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';
