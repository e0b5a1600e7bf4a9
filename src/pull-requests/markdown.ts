import { showInvisible } from '../evidence/text/visible-text.ts';

const longestCode = 300;

/**
 * Text that others wrote, as inline code: the one place in GitHub's Markdown where nothing is live, neither mentions nor
 * links, images, HTML, issue numbers or the words that close issues. Its fence is longer than any in the text.
 * https://github.github.com/gfm/#code-spans
 */
export function code(text: string, longest = longestCode): string {
  const line = showInvisible(text).replace(/\s+/gu, ' ').trim();
  if (line === '') return '(empty)';
  const shown = clamp(line, longest);
  const runs = shown.match(/`+/gu) ?? [];
  const fence = '`'.repeat(1 + Math.max(0, ...runs.map((run) => run.length)));
  return runs.length === 0 ? `${fence}${shown}${fence}` : `${fence} ${shown} ${fence}`;
}

/** At most so many characters as people count them, with a mark where some are missing. */
export function clamp(text: string, longest: number): string {
  const characters = Array.from(text);
  return characters.length <= longest ? text : `${characters.slice(0, longest - 1).join('')}…`;
}
