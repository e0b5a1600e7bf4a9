import type { Range } from './find-secrets.ts';
import { findSecrets } from './find-secrets.ts';
import { maskRandomWords, secretPatterns } from './secret-patterns.ts';
import { showInvisible, withoutInvisible } from './visible-text.ts';

/** Longer text is cut before it is searched: the search has to end. */
const longestText = 200_000;
const shortestKnownSecret = 6;

/**
 * Text that may be stored and shown: secrets are replaced by `[redacted:…]`, what is invisible is shown as
 * `‹U+…›`, or dropped where a secret was found. `knownSecrets` are masked literally, and in base64 and URL encoding.
 */
export function redact(text: string, knownSecrets: readonly string[] = []): Promise<string> {
  return createRedactor(knownSecrets)(text);
}

/** `redact` for many texts with the same known secrets: their spellings are made once. */
export function createRedactor(knownSecrets: readonly string[]): (text: string) => Promise<string> {
  const known = spellings(knownSecrets);
  return async (text) => {
    const bounded = text.slice(0, longestText);
    // Invisible characters inside a secret must not hide it from the patterns.
    const plain = withoutInvisible(bounded);
    const masked = await maskSecrets(plain, known);
    return masked === plain ? showInvisible(bounded) : masked;
  };
}

async function maskSecrets(text: string, known: readonly string[]): Promise<string> {
  const withoutKnown = known.reduce((masked, secret) => masked.replaceAll(secret, maskOf('known')), text);
  const found = await maskFound(withoutKnown);
  const patterned = secretPatterns.reduce(
    (masked, { name, pattern }) => masked.replace(pattern, (...match) => `${kept(match)}${maskOf(name)}`),
    found,
  );
  return maskRandomWords(patterned, maskOf('random'));
}

function maskOf(name: string): string {
  return `[redacted:${name}]`;
}

/** The named groups are the last argument that `replace` gives to its callback. */
function kept(match: readonly unknown[]): string {
  const groups = match.at(-1);
  if (typeof groups !== 'object' || groups === null) return '';
  return (groups as { readonly keep?: string }).keep ?? '';
}

/** Longest first, so that one secret within another leaves nothing over. */
function spellings(secrets: readonly string[]): readonly string[] {
  const long = secrets.filter((secret) => secret.length >= shortestKnownSecret);
  const all = long.flatMap((secret) => {
    const base64 = Buffer.from(secret).toString('base64');
    return [secret, base64, base64.replace(/=+$/u, ''), encodeURIComponent(secret)];
  });
  return [...new Set(all)].sort((a, b) => b.length - a.length);
}

async function maskFound(text: string): Promise<string> {
  const ranges = merged(await findSecrets(text));
  const starts = [0, ...ranges.map(([, to]) => to)];
  const ends = [...ranges.map(([from]) => from), text.length];
  return starts.map((start, index) => text.slice(start, ends[index])).join(maskOf('secret'));
}

/** Ranges in order, with those that touch or overlap made one: two rules may see different parts of one secret. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const result: Range[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last === undefined || from > last[1]) result.push([from, to]);
    else result[result.length - 1] = [last[0], Math.max(last[1], to)];
  }
  return result;
}
