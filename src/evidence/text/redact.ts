import type { Redact } from '../../ports/redact.ts';
import { findSecrets } from './find-secrets.ts';
import { knownSecretMask } from './known-secrets.ts';
import { maskRandomWords } from './random-words.ts';
import { maskRanges, type Range } from './ranges.ts';
import { maskSecretManifests } from './secret-manifests.ts';
import { secretPatterns } from './secret-patterns.ts';
import { showInvisible, withoutInvisible, withoutLookalikes } from './visible-text.ts';

/** Longer text is cut before it is searched: the search has to end. */
const longestText = 200_000;

/**
 * Text that may be stored and shown: secrets are replaced by `[redacted:…]`, what is invisible is shown as
 * `‹U+…›`, or dropped where a secret was found. `knownSecrets` are masked however they are written: see
 * `knownSecretMask`.
 */
export function redact(text: string, knownSecrets: readonly string[] = []): Promise<string> {
  return createRedactor(knownSecrets)(text);
}

/** `redact` for many texts with the same known secrets: their spellings are made once. */
export function createRedactor(knownSecrets: readonly string[]): Redact {
  const maskKnown = knownSecretMask(knownSecrets, maskOf('known'));
  return async (text) => {
    const bounded = text.slice(0, longestText);
    // Neither invisible characters inside a secret nor letters that look like others must hide it from the patterns.
    const seen = withoutInvisible(bounded);
    const withoutKnown = maskKnown(seen);
    const plain = withoutLookalikes(withoutKnown);
    const masked = await maskSecrets(plain);
    if (masked !== plain) return masked;
    return withoutKnown === seen ? showInvisible(bounded) : withoutKnown;
  };
}

async function maskSecrets(text: string): Promise<string> {
  const lower = text.toLowerCase();
  const possible = secretPatterns.filter(({ hints }) => hints?.some((hint) => lower.includes(hint)) ?? true);
  const patterned = possible.reduce(
    (masked, { name, pattern }) => masked.replace(pattern, (...match) => `${kept(match)}${maskOf(name)}`),
    maskSecretManifests(text, maskOf('secret')),
  );
  return maskRandomWords(await maskFound(patterned), maskOf('random'));
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

async function maskFound(text: string): Promise<string> {
  const found = await findSecrets(text);
  return maskRanges(
    text,
    found.map((range) => wholeWords(text, range)),
    maskOf('secret'),
  );
}

const ofWord = /[A-Za-z0-9+/_=-]/u;
const longestWord = 2_000;

/** A rule may know the length of a secret only roughly: what stands on at its ends belongs to it. */
function wholeWords(text: string, [from, to]: Range): Range {
  let [start, end] = [from, to];
  while (start > 0 && from - start < longestWord && ofWord.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && end - to < longestWord && ofWord.test(text.charAt(end))) end += 1;
  return [start, end];
}
