import { isSecretReference } from './object-names.ts';
import { maskRandomWords } from './random-words.ts';
import { secretPatterns } from './secret-patterns.ts';
import { withoutInvisible, withoutLookalikes } from './visible-text.ts';

/**
 * Whether a value looks like a secret, by its shape or by the name that it goes under. Made for recall, as the
 * patterns are: whoever asks refuses to store or show the value.
 */
export function looksLikeSecret(value: string, name?: string): boolean {
  if (value === '') return false;
  const text = withoutLookalikes(withoutInvisible(value));
  return (name !== undefined && isSecretName(name, text)) || hasSecretShape(text);
}

function isSecretName(name: string, value: string): boolean {
  return hasSecretShape(`${name}=x`) && !isSecretReference(name, value);
}

function hasSecretShape(text: string): boolean {
  // `search` starts anew each time, whatever flags a pattern has.
  return (
    secretPatterns.some(({ pattern }) => text.search(pattern) >= 0) || maskRandomWords(text, '') !== text
  );
}
