// Written as escapes and built at load: the characters themselves must not stand in source.
const escape = '\\u001b';
const ansi = new RegExp(
  `${escape}(?:\\[[0-?]*[ -/]*[@-~]|\\][^\\u0007${escape}]*(?:\\u0007|${escape}\\\\)?|[@-Z\\\\-_])`,
  'gu',
);
/** Zero-width characters, bidirectional controls, tag characters, and control characters. */
const invisible = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\uFFF9-\uFFFB]/gu;

/** The same as JSON and YAML escape them: a diff shows an object's texts so. */
const escaped =
  /\\{1,16}(?:(?:e|x1b|u001b|033)\[[0-?]{0,20}[ -/]{0,4}[@-~]|u(?:00ad|180e|200[b-f]|202[a-e]|206[0-9a-f]|feff))/giu;

/** Text without what a terminal would act on and an eye would not see; tabs and newlines stay. */
export function withoutInvisible(text: string): string {
  return text
    .replace(ansi, '')
    .replace(escaped, '')
    .replace(invisible, (character) => (isLayout(character) ? character : ''));
}

/** The same characters as `‹U+202E›`, so that nobody is misled by what is written around them. */
export function showInvisible(text: string): string {
  return text.replace(ansi, '').replace(invisible, (character) => {
    if (character === '\r') return '';
    if (isLayout(character)) return character;
    return `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;
  });
}

/** Letters of other scripts that are drawn like Latin ones, each with the one that it is taken for. */
const lookalikes = new Map(
  Array.from('аеорсхуіѕјһкԁԛԝАВЕКМНОРСТХІЅЈ\u017F\u212A', (letter, index) => [
    letter,
    'aeopcxyisjhkdqwABEKMHOPCTXISJsK'.charAt(index),
  ]),
);
const foreign =
  /[\uFF01-\uFF5E\u0400-\u052F\u017F\u212A\u00A0\u2000-\u200A\u202F\u205F\u3000\uFE55\u2236\uA789]/gu;

/** Text with fullwidth forms, odd spaces, odd colons and look-alike letters as the ASCII that they are taken for. */
export function withoutLookalikes(text: string): string {
  return text.replace(foreign, (character) => {
    const code = character.charCodeAt(0);
    if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0);
    if (code === 0xfe55 || code === 0x2236 || code === 0xa789) return ':';
    return lookalikes.get(character) ?? (/\s/u.test(character) ? ' ' : character);
  });
}

function isLayout(character: string): boolean {
  return character === '\n' || character === '\t';
}
