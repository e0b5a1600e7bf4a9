/**
 * Characters that change how text looks without being seen: controls (save tab and newline), bidirectional marks and
 * overrides (Unicode TR 9; "Trojan Source"), zero-width and other ignorable characters, private use. An emoji's own
 * presentation selector may stay.
 */
const INVISIBLE =
  /(?!(?<=\p{Extended_Pictographic})\uFE0F)(?:\p{Cf}|\p{Co}|\p{Cs}|\p{Zl}|\p{Zp}|\p{Default_Ignorable_Code_Point}|(?![\t\n])\p{Cc})/gu;

/** Text that others wrote, with what cannot be seen written out, such as `⟨U+202E⟩`. HTML is escaped elsewhere. */
export function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `⟨U+${hex(character)}⟩`);
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
