const tokenLike = /[A-Za-z0-9+/_=-]{32,}/gu;
/** Words of a language, and abbreviations, as names of classes and paths are made of. */
const spokenParts = /[A-Z]?[a-z]{3,}|[A-Z]{2,4}(?=[A-Z_/-]|$)/gu;

/** Long random words that no pattern names: letters of both cases and digits, dense, and no path. */
export function maskRandomWords(text: string, mask: string): string {
  return text.replace(tokenLike, (word) => (looksRandom(word) ? mask : word));
}

function looksRandom(word: string): boolean {
  if (!/[a-z]/u.test(word) || !/[A-Z]/u.test(word) || !/\d/u.test(word)) return false;
  if ((word.match(/\//gu) ?? []).length > word.length / 12) return false;
  if (word.replace(spokenParts, '').length < word.length / 5) return false;
  return entropy(word) > 4;
}

/** Bits a character. Words of a language stay below 4 at this length, random base64 is above. */
function entropy(word: string): number {
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => {
    const share = count / word.length;
    return bits - share * Math.log2(share);
  }, 0);
}
