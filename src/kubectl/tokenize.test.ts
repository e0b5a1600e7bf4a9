import { execFileSync } from 'node:child_process';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote } from '../actions/kubectl-text.ts';
import { KubectlRefusal } from './kubectl-refusal.ts';
import { longestCommandLine, tokenize } from './tokenize.ts';

function reasonOf(text: string): string {
  try {
    tokenize(text);
  } catch (cause) {
    if (cause instanceof KubectlRefusal) return cause.reason;
    throw cause;
  }
  return 'none';
}

describe('the words of a command line', () => {
  it.each([
    ['', []],
    [' \t a  b\n', ['a', 'b']],
    [`a'b c'"d e"f`, ['ab cd ef']],
    [`''`, ['']],
    [`'a\nb'`, ['a\nb']],
    [`"a\\"b\\\\c\\$d\\e"`, ['a"b\\c$d\\e']],
    ['a\\ b\\;c', ['a b;c']],
    ['a \\\n  b', ['a', 'b']],
    ['a#b', ['a#b']],
    ['a\u00a0b', ['a\u00a0b']],
    ['\u00a0', ['\u00a0']],
    [`'$(x) \`y\` *'`, ['$(x) `y` *']],
  ])('of %j', (text, words) => {
    expect(tokenize(text)).toEqual(words);
  });

  it.each([
    ['a\nb', 'kubectl.shell-syntax'],
    ['a \\\n#b', 'kubectl.shell-syntax'],
    ['a\rb', 'kubectl.hidden-characters'],
    ['a\u0000b', 'kubectl.hidden-characters'],
    ["'a\u202eb'", 'kubectl.hidden-characters'],
    ['a\u200bb', 'kubectl.hidden-characters'],
    ['a\u001b[2Kb', 'kubectl.hidden-characters'],
    ['a'.repeat(longestCommandLine + 1), 'kubectl.too-long'],
  ])('refuses %j', (text, reason) => {
    expect(reasonOf(text)).toBe(reason);
  });

  it('are what was quoted', () => {
    const word = fc.string({ unit: fc.constantFrom(...`ab '"\\$\`*;|&<>(){}[]~#!=-\n\t`.split('')) });
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(tokenize(words.map(quote).join(' '))).toEqual(words);
      }),
    );
  });

  it('are those of a real shell, wherever they are not refused', () => {
    const text = fc.string({ unit: fc.constantFrom(...`ab  ''""\\\\$*#;=\n`.split('')), maxLength: 24 });
    fc.assert(
      fc.property(text, (given) => {
        // Behind another word, a new line would be the end of the command.
        if (reasonOf(given) !== 'none' || given.trimStart() !== given) return;
        const printed = execFileSync('sh', ['-c', `printf '<%s>' start ${given}`], { encoding: 'utf8' });
        expect(['start', ...tokenize(given)].map((word) => `<${word}>`).join('')).toBe(printed);
      }),
      { numRuns: 500 },
    );
  });
});
