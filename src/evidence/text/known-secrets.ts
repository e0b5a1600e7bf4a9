import { maskRanges, type Range } from './ranges.ts';

const shortestKnownSecret = 6;
/** A line end as a terminal, an editor or a format puts it into long words, with the indentation or a diff's sign. */
const fold = /\\?\n(?:[-+](?=[ \t]))?[ \t]{0,64}|\\n/gu;

/**
 * Masks values that are known to be secret, however they are written: as they are, in base64 (also within a longer
 * text that was encoded), in hexadecimal, with percent or JSON escapes, twice encoded, and folded over lines. Values
 * shorter than six characters are left to the patterns: they would turn up in ordinary words.
 */
export function knownSecretMask(secrets: readonly string[], mask: string): (text: string) => string {
  const long = secrets.filter((secret) => secret.length >= shortestKnownSecret);
  const spelled = long.flatMap(spellings).map((spelling) => spelling.replace(fold, ''));
  const all = [...new Set(spelled)].filter((spelling) => spelling.length >= shortestKnownSecret);
  return (text) => {
    const { unfolded, originalOffset } = unfold(text);
    const found = all.flatMap((spelling) => placesOf(spelling, unfolded));
    return maskRanges(
      text,
      found.map(([from, to]) => [originalOffset(from), originalOffset(to - 1) + 1]),
      mask,
    );
  };
}

/** The text without folds, and where each of its characters stood. */
function unfold(text: string) {
  const folds = [...text.matchAll(fold)].map((match) => ({ at: match.index, length: match[0].length }));
  const cuts: { readonly from: number; readonly removed: number }[] = [];
  let removed = 0;
  for (const { at, length } of folds) {
    cuts.push({ from: at - removed, removed: removed + length });
    removed += length;
  }
  return {
    unfolded: folds.length === 0 ? text : text.replace(fold, ''),
    originalOffset: (offset: number) => offset + (cuts.findLast(({ from }) => from <= offset)?.removed ?? 0),
  };
}

function placesOf(word: string, text: string): readonly Range[] {
  const places: Range[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length))
    places.push([at, at + word.length]);
  return places;
}

function spellings(secret: string): readonly string[] {
  const hex = Buffer.from(secret).toString('hex');
  const percent = encodeURIComponent(secret);
  return [
    secret,
    ...base64Of(secret),
    ...base64Of(Buffer.from(secret).toString('base64').replace(/=+$/u, '')),
    hex,
    hex.toUpperCase(),
    percent,
    percent.replaceAll(/%[0-9A-F]{2}/gu, (escape) => escape.toLowerCase()),
    encodeURIComponent(percent),
    hex.toUpperCase().replaceAll(/../gu, '%$&'),
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** The characters of base64 that the secret alone decides, wherever in an encoded text it begins. */
function base64Of(secret: string): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]);
    const own = bytes
      .toString('base64')
      .slice(Math.ceil((before * 8) / 6), Math.floor((bytes.length * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
