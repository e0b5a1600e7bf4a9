import { createHmac } from 'node:crypto';
import type { KubernetesObject } from '../domain/objects.ts';
import { redact } from '../evidence/text/redact.ts';
import { looksLikeSecret } from '../evidence/text/secret-like.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Fields by which objects are found and told apart; hashes and uids look as random as keys do. */
const identity: ReadonlySet<string> = new Set([
  'image',
  'imageID',
  'containerID',
  'kind',
  'key',
  'name',
  'names',
  'namespace',
  'uid',
  'resourceVersion',
  'labels',
  'matchLabels',
  'selector',
  'ownerReferences',
]);

/** Lists of name and value whose values are nobody's business; the names are. */
const valueLists: ReadonlySet<string> = new Set(['env', 'httpHeaders', 'sysctls']);
/** Maps of a driver's or an application's own values. */
const valueMaps: ReadonlySet<string> = new Set(['volumeAttributes', 'options', 'binaryData']);

/**
 * Makes the masks of one snapshot: equal values get equal masks, so that a change of one can still be seen, and
 * nobody without the key, which is kept nowhere, can try values out.
 */
export function createMask(key: Uint8Array): (value: string) => string {
  return (value) => `[masked:${createHmac('sha256', key).update(value).digest('hex').slice(0, 8)}]`;
}

/** The object as it may be written to a file that people pass on: values masked, free text redacted. */
export async function maskObject(
  object: KubernetesObject,
  mask: (value: string) => string,
): Promise<KubernetesObject> {
  const { managedFields: _managed, annotations = {}, ...metadata } = object.metadata as Metadata;
  const kept = Object.entries(annotations).filter(([name]) => name !== lastApplied);
  const { metadata: _metadata, ...rest } = object;
  const values = object.kind === 'ConfigMap' ? maskTexts(rest, ['data', 'binaryData'], mask) : rest;
  return {
    ...((await cleaned(values, '', mask)) as Omit<KubernetesObject, 'metadata'>),
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      ...metadata,
      ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(await redactAll(kept)) }),
    },
  };
}

type Metadata = KubernetesObject['metadata'] & { readonly managedFields?: unknown };

async function cleaned(value: unknown, key: string, mask: (value: string) => string): Promise<unknown> {
  if (identity.has(key) || key.endsWith('Name')) return value;
  if (typeof value === 'string') return looksLikeSecret(value) ? redact(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  if (valueMaps.has(key)) return masked(value, mask);
  if (Array.isArray(value)) return cleanedList(value, key, mask);
  const entries = Object.entries(value).map(
    async ([name, inner]) => [name, await cleaned(inner, name, mask)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function cleanedList(
  list: readonly unknown[],
  key: string,
  mask: (value: string) => string,
): Promise<readonly unknown[]> {
  if (valueLists.has(key)) return list.map((entry) => maskTexts(entry, ['value'], mask));
  const items = await Promise.all(list.map((item) => cleaned(item, '', mask)));
  // An option and its value are two arguments, of which neither looks like a secret by itself.
  const texts = items.filter((item) => typeof item === 'string');
  return looksLikeSecret(texts.join(' ')) ? items.map((item) => masked(item, mask)) : items;
}

/** The object with the named fields masked, whatever they hold. */
function maskTexts<T>(object: T, names: readonly string[], mask: (value: string) => string): T {
  if (typeof object !== 'object' || object === null) return object;
  const entries = Object.entries(object).map(([name, value]) => [
    name,
    names.includes(name) ? masked(value, mask) : (value as unknown),
  ]);
  return Object.fromEntries(entries) as T;
}

function masked(value: unknown, mask: (value: string) => string): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map((item) => masked(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, masked(inner, mask)]));
}

async function redactAll(
  entries: readonly (readonly [string, string])[],
): Promise<readonly (readonly [string, string])[]> {
  return Promise.all(
    entries.map(async ([name, text]) => {
      // The name says what a value is: `token: hunter2` is found, `hunter2` is not.
      const safe = looksLikeSecret(text, name) ? await redact(text) : text;
      return [name, safe === text && looksLikeSecret(text, name) ? '[masked]' : safe] as const;
    }),
  );
}
