import { resolved, type Schema } from './fake-github-description.ts';

/**
 * An answer that fits a schema of GitHub's description: the facts, and beside them what else is required, empty and
 * with addresses that lead nowhere.
 */
export function filled(schema: Schema, facts: unknown): unknown {
  const whole = resolved<Schema>(schema);
  if (facts === null) return null;
  if (Array.isArray(facts)) return facts.map((each) => filled(whole.items ?? {}, each));
  if (facts === undefined) return whole.nullable === true ? null : empty(whole);
  if (typeof facts !== 'object') return facts;
  const base = empty(whole);
  const named = typeof base === 'object' && base !== null ? base : {};
  const given = Object.entries(facts).filter(([, value]) => value !== undefined);
  return {
    ...named,
    ...Object.fromEntries(given.map(([name, value]) => [name, filled(propertyOf(whole, name), value)])),
  };
}

function empty(whole: Schema): unknown {
  if (whole.allOf !== undefined) {
    return Object.assign({}, ...whole.allOf.map((each) => filled(each, undefined))) as unknown;
  }
  const first = whole.oneOf?.[0] ?? whole.anyOf?.[0];
  if (first !== undefined && whole.properties === undefined) return filled(first, undefined);
  if (whole.enum !== undefined) return whole.enum[0];
  switch (whole.type) {
    case 'string':
      return text(whole.format);
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return false;
    case 'array':
      return [];
    case 'object':
    case undefined:
    default:
      return Object.fromEntries(
        (whole.required ?? []).map((name) => [name, filled(whole.properties?.[name] ?? {}, undefined)]),
      );
  }
}

function text(format: string | undefined): string {
  if (format === 'uri') return 'https://github.invalid/';
  if (format === 'date-time') return '2026-01-01T00:00:00Z';
  return format === 'email' ? 'nobody@github.invalid' : '';
}

function propertyOf(whole: Schema, name: string): Schema {
  const own = whole.properties?.[name];
  if (own !== undefined) return own;
  const parts = [...(whole.allOf ?? []), ...(whole.oneOf ?? []), ...(whole.anyOf ?? [])];
  for (const part of parts) {
    const found = propertyOf(resolved<Schema>(part), name);
    if (Object.keys(found).length > 0) return found;
  }
  return {};
}
