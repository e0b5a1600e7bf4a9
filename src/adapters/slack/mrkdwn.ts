import { showInvisible } from '../../evidence/text/visible-text.ts';

/**
 * Text by others in Slack's mrkdwn. `&`, `<` and `>` are its control characters: escaped, no text becomes a link or a
 * mention such as `<!channel>`. https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Look-alikes of what mrkdwn would format: nobody's text gets to stand out as ours. */
const lookAlikes: Readonly<Record<string, string>> = { '*': '∗', _: 'ˍ', '~': '∼', '`': 'ˋ' };

/** Words by others, on one line and as plain as they are, of at most so many characters. */
export function prose(text: string, limit: number): string {
  const line = showInvisible(text).replaceAll(/\s+/gu, ' ').trim();
  return clamped(line, limit, (character) => lookAlikes[character] ?? escaped(character));
}

/** Names and short values, shown to the letter. */
export function code(text: string, limit = 200): string {
  const line = showInvisible(text).replaceAll(/\s+/gu, ' ').trim();
  return line === '' ? '' : `\`${clamped(line, limit, unquoted)}\``;
}

/** Lines, shown to the letter. */
export function codeBlock(text: string, limit: number): string {
  return `\`\`\`\n${clamped(showInvisible(text).trimEnd(), limit, unquoted)}\n\`\`\``;
}

/** A link of our own making. */
export function link(url: string, words: string): string {
  return `<${escaped(url).replaceAll('|', '%7C')}|${escaped(words)}>`;
}

/**
 * A time as each reader's own clock shows it, with its day where it may be another one.
 * https://docs.slack.dev/messaging/formatting-message-text#date-formatting
 */
export function time(at: string, day?: 'date'): string {
  const seconds = Math.floor(Date.parse(at) / 1000);
  return day === undefined
    ? `<!date^${seconds}^{time}|${at.slice(11, 16)} UTC>`
    : `<!date^${seconds}^{date_short_pretty} {time}|${at.slice(0, 10)} ${at.slice(11, 16)} UTC>`;
}

function unquoted(character: string): string {
  return character === '`' ? 'ˋ' : escaped(character);
}

/**
 * Text of at most so many code points once encoded, cut between characters and never within an entity; what is cut is
 * said by `…`.
 */
export function clamped(text: string, limit: number, encode: (character: string) => string = String): string {
  const characters = Array.from(text, encode);
  let length = 0;
  for (const [index, encoded] of characters.entries()) {
    length += lengthOf(encoded);
    if (length > limit) return `${withinLimit(characters.slice(0, index), limit - 1)}…`;
  }
  return characters.join('');
}

function withinLimit(characters: string[], limit: number): string {
  let length = characters.reduce((sum, each) => sum + lengthOf(each), 0);
  while (length > limit) length -= lengthOf(characters.pop() ?? ' ');
  return characters.join('');
}

/** In code points, as Slack's limits are. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}
