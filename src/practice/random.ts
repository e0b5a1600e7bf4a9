/** Names and ids out of one source of randomness, so that a test can repeat a whole cluster. */
export interface Random {
  uid(): string;
  /** As Kubernetes makes the random end of a name: no vowels, nothing that looks like a digit. */
  suffix(length: number): string;
}

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const UID = 'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx';

/** `next` gives numbers from 0 up to but not including 1, as Math.random does. */
export function createRandom(next: () => number): Random {
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    uid: () => UID.replaceAll(/[xy]/gu, (place) => (place === 'x' ? below(16) : 8 + below(4)).toString(16)),
    suffix: (length) => Array.from({ length }, () => ALPHABET.charAt(below(ALPHABET.length))).join(''),
  };
}

/** The hash of a pod template as the name of a ReplicaSet shows it: FNV-1a, in the alphabet of suffixes. */
export function shortHash(value: unknown): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(JSON.stringify(value))) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return String(hash).replaceAll(/\d/gu, (digit) => ALPHABET.charAt(Number(digit) * 2));
}
