import type { Json } from '../domain/objects.ts';
import type { Redact } from '../ports/redact.ts';

/** A value with every text in it redacted; redacting encoded JSON instead could break its quotes. */
export async function redactValues<T extends Json>(value: T, redact: Redact): Promise<T>;
export async function redactValues(value: Json, redact: Redact): Promise<Json> {
  if (typeof value === 'string') return redact(value);
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return Promise.all(value.map((item) => redactValues(item, redact)));
  const entries = Object.entries(value).map(
    async ([key, item]): Promise<[string, Json]> => [await redact(key), await redactValues(item, redact)],
  );
  return Object.fromEntries(await Promise.all(entries));
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
