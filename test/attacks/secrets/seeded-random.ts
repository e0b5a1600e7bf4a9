const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** Random text that is the same in every run of one seed. */
export interface SeededRandom {
  below(limit: number): number;
  pick<T>(choices: readonly [T, ...T[]]): T;
  /** So many characters of an alphabet, of letters and digits unless told. */
  text(length: number, alphabet?: string): string;
  hex(length: number): string;
  digits(length: number): string;
  upper(length: number): string;
  base64(length: number): string;
  uuid(): string;
  /** As people and generators of passwords make them up; at least eight letters and digits of it stand together. */
  password(): string;
}

/** Mulberry32: small, and the same on every platform. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const pick = <T>(choices: readonly [T, ...T[]]): T => choices[below(choices.length)] ?? choices[0];
  const text = (length: number, alphabet = letters): string =>
    Array.from({ length }, () => alphabet.charAt(below(alphabet.length))).join('');
  const hex = (length: number): string => text(length, '0123456789abcdef');
  return {
    below,
    pick,
    text,
    hex,
    digits: (length) => text(length, '0123456789'),
    upper: (length) => text(length, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'),
    base64: (length) => text(length, `${letters}+/`),
    uuid: () => [8, 4, 4, 4, 12].map(hex).join('-'),
    password: () =>
      pick([
        () => text(16),
        () => `${pick(['Winter', 'Otter', 'qwerty', 'Admin'])}${pick(['-', '_', '.', '!'])}${text(9)}`,
        () => `${text(9)}${pick(['$', '!', '%', '*', '+', '^'])}${text(3)}`,
        () => text(10, 'abcdefghijklmnopqrstuvwxyz'),
        () => hex(32),
      ])(),
  };
}
