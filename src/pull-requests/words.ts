import { problem, type PullRequestProblem } from './problem.ts';

/** What GitHub makes more of than text: https://docs.github.com/en/get-started/writing-on-github */
const live: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'mentions somebody', pattern: /(?:^|[^\w])@[a-z\d]/iu },
  {
    what: 'closes an issue',
    pattern:
      /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b[:\s*_([]+(?:[\w.-]+\/[\w.-]+)?(?:\\?#\d|gh-\d|https?:)/iu,
  },
  { what: 'shows an image', pattern: /!\[/u },
  { what: 'holds HTML', pattern: /<\/?[a-z!?]|&(?:\w+|#\d+|#x[\da-f]+);/iu },
  { what: 'gives a command to a robot', pattern: /^[ \t>*+-]*\/[a-z]/imu },
  { what: 'holds characters that cannot be seen', pattern: /[\p{Cf}\p{Co}\p{Cs}]|(?![\n\t])\p{Cc}/u },
];

/**
 * Why words may not stand in a title or a body; undefined where they may. Whoever writes them escapes what comes from
 * elsewhere: this is the last look, so that no other way leads past that.
 */
export function wordsProblem(text: string): PullRequestProblem | undefined {
  const plain = withoutCode(text);
  const found = live.find(({ pattern }) => pattern.test(plain));
  return found && problem('pull-request.words', `the title or the body ${found.what}`);
}

/**
 * In code spans nothing is live. Those on one line are taken out, as bodies of ours have them; a backtick that is left may
 * pair with any other, so that nobody knows what is code, and all of it counts as live.
 */
function withoutCode(text: string): string {
  const rest = text.replace(/(?<![`\\])(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/gu, '');
  return rest.includes('`') ? text : rest;
}
