// Written as escapes and built at load: the characters themselves must not stand in source.
const escape = '\\u001b';
const ansi = new RegExp(
  `${escape}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007${escape}]*(?:\\u0007|${escape}\\\\)?|[@-Z\\\\-_])`,
  'gu',
);
/** Zero-width characters, bidirectional controls, tag characters, and control characters. */
const invisible = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\uFFF9-\uFFFB]/gu;

/** Text without what a terminal would act on and an eye would not see; tabs and newlines stay. */
export function withoutInvisible(text: string): string {
  return text.replace(ansi, '').replace(invisible, (character) => (isLayout(character) ? character : ''));
}

/** The same characters as `‹U+202E›`, so that nobody is misled by what is written around them. */
export function showInvisible(text: string): string {
  return text.replace(ansi, '').replace(invisible, (character) => {
    if (character === '\r') return '';
    if (isLayout(character)) return character;
    return `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;
  });
}

function isLayout(character: string): boolean {
  return character === '\n' || character === '\t';
}
