import { problem, type PullRequestProblem } from './problem.ts';

/** What GitHub makes more of than text: https://docs.github.com/en/get-started/writing-on-github */
const live: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'mentions somebody', pattern: /(?:^|[^\w`])@[a-z\d]/iu },
  {
    what: 'closes an issue',
    pattern: /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b[:\s]+(?:[\w.-]+\/[\w.-]+)?(?:#\d|https?:)/iu,
  },
  { what: 'shows an image', pattern: /!\[/u },
  { what: 'holds HTML', pattern: /<\/?[a-z!]/iu },
  { what: 'holds characters that cannot be seen', pattern: /[\p{Cf}\p{Co}\p{Cs}]|(?![\n\t])\p{Cc}/u },
];

/**
 * Why words may not stand in a title or a body; undefined where they may. Whoever writes them escapes what comes from
 * elsewhere: this is the last look, so that no other way leads past that.
 */
export function wordsProblem(text: string): PullRequestProblem | undefined {
  const found = live.find(({ pattern }) => pattern.test(withoutCode(text)));
  return found && problem('pull-request.words', `the title or the body ${found.what}`);
}

/** In code nothing is live. A fence that is not closed lasts to the end. */
function withoutCode(text: string): string {
  return text
    .replace(/^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|$(?![\s\S]))/gmu, '')
    .replace(/(?<!`)(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/gu, '');
}
