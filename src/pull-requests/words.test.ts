import { describe, expect, it } from 'vitest';
import { wordsProblem } from './words.ts';

describe('words of a pull request', () => {
  it.each([
    ['a mention', 'ask @octocat', 'mentions somebody'],
    ['a closing word', 'Fixes: acme/shop#12', 'closes an issue'],
    ['a closing word in bold', 'fixes **#12**', 'closes an issue'],
    ['a closing word of the old form', 'Resolves GH-12', 'closes an issue'],
    ['an image', '![x](https://evil.example/x.png)', 'shows an image'],
    ['HTML', 'a <img src=x>', 'holds HTML'],
    ['an entity, which GitHub writes out before it looks for mentions', '&#64;octocat', 'holds HTML'],
    ['a command to a robot', 'So:\n- /lgtm', 'gives a command to a robot'],
    ['what cannot be seen', 'a\u202Eb', 'holds characters that cannot be seen'],
  ])('are refused with %s', (_what, text, why) => {
    expect(wordsProblem(text)?.words).toContain(why);
  });

  it.each([
    ['is code', 'ask `@octocat` and ``<img> ` Fixes #1``'],
    ['is an address or a path', 'of ann@example.org, in apps/shop and [its page](https://example.org/a)'],
  ])('pass where it %s', (_what, text) => {
    expect(wordsProblem(text)).toBeUndefined();
  });

  // https://github.github.com/gfm/#backslash-escapes, #code-spans and #fenced-code-blocks
  it.each([
    ['a backtick that is escaped', '\\`@octocat\\`'],
    ['an escaped one before a span', '\\`@octocat` `'],
    ['one of the line above that takes the first of this', 'a ` b\n`@octocat` c'],
    ['one alone', '`@octocat'],
    ['a fence that ends with its list item', '- a\n  ```\n@octocat'],
    ['a fence whose info string makes it none', '```a`b\n@octocat'],
    ['a fence that another kind does not close', '~~~\n```\n~~~\n@octocat'],
  ])('are live all the same behind %s', (_what, text) => {
    expect(wordsProblem(text)?.words).toContain('mentions somebody');
  });
});
