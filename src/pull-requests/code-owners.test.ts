import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeOwnersOf } from './code-owners.ts';

/** The example of GitHub's documentation, shortened. */
const documented = `# This is a comment.
*       @global-owner1 @global-owner2
*.js    @js-owner #This is an inline comment.
*.go docs@example.com
*.txt @octo-org/octocats
/build/logs/ @doctocat
docs/*  docs@example.com @docs-owner
apps/ @octocat
/docs/ @doctocat
/scripts/ @doctocat @octocat
**/logs @logs-owner
/apps2/ @octocat
/apps2/github
`;

describe('the owners of a path', () => {
  it.each([
    ['README.md', ['global-owner1', 'global-owner2']],
    ['deep/down/a.js', ['js-owner']],
    ['a.txt', ['octo-org/octocats']],
    ['build/logs/today', ['logs-owner']],
    ['deep/build/logs', ['logs-owner']],
    ['deep/apps/down/a.yaml', ['octocat']],
    ['docs/a/b.md', ['doctocat']],
    ['scripts/a.sh', ['doctocat', 'octocat']],
    ['deep/scripts/a.sh', ['global-owner1', 'global-owner2']],
    ['apps2/a.yaml', ['octocat']],
    // The last match has no owners: nobody owns it.
    ['apps2/github', []],
    ['apps2/github/a.yaml', []],
    // By e-mail address alone nobody can be asked.
    ['a.go', []],
  ])('%s', (path, owners) => {
    expect(codeOwnersOf(documented, [path])).toEqual(owners);
  });

  it.each([
    ['docs/*', 'docs/a.md', true],
    ['docs/*', 'docs/deep/a.md', false],
    ['docs/**', 'docs/deep/a.md', true],
    ['docs/**/a.md', 'docs/a.md', true],
    ['/a.yaml', 'deep/a.yaml', false],
    ['a?.yaml', 'ab.yaml', true],
    ['a?.yaml', 'a/.yaml', false],
    ['with\\ space/', 'with space/a.yaml', true],
    ['a.yaml', 'aXyaml', false],
    // GitHub does not read these.
    ['!docs/', 'docs/a.md', false],
    ['[ab].yaml', 'a.yaml', false],
  ])('%s and %s', (pattern, path, matches) => {
    expect(codeOwnersOf(`${pattern} @ann`, [path])).toEqual(matches ? ['ann'] : []);
  });

  it('are named once for several paths, in the order of the paths', () => {
    expect(codeOwnersOf('*.js @b\n*.md @a @b', ['x.md', 'x.js'])).toEqual(['a', 'b']);
  });

  it('are no more than GitHub asks, however many the file names', () => {
    const many = Array.from({ length: 400 }, (_, index) => `@person-${index}`);
    expect(codeOwnersOf(`* ${many.join(' ')}`, ['a'])).toHaveLength(15);
  });

  it('are nobody in a line that says something else', () => {
    expect(codeOwnersOf('* ann\n', ['a'])).toEqual([]);
    expect(codeOwnersOf('* @ann\r\n', ['a'])).toEqual(['ann']);
  });

  it('are found in any text, and are names that GitHub knows', () => {
    const line = fc.tuple(fc.string({ maxLength: 40 }), fc.constantFrom('', ' @ann', ' @org/team', ' a@b.c'));
    fc.assert(
      fc.property(fc.array(line), fc.string({ minLength: 1 }), (lines, path) => {
        for (const owner of codeOwnersOf(lines.map((each) => each.join('')).join('\n'), [path])) {
          expect(owner).toMatch(/^[\w-]+(?:\/[\w.-]+)?$/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of a path that is written out are found by it, whatever characters it has', () => {
    const name = fc.stringMatching(/^[\w.+$^{}()|-]{1,8}$/u);
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), name, (folders, other) => {
        const path = folders.join('/');
        expect(codeOwnersOf(`/${path} @ann`, [path, `${path}/${other}`])).toEqual(['ann']);
        expect(codeOwnersOf(`/${path} @ann`, [`${other}~/${path}`])).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('are found soon in what is made to take long', () => {
    const pattern = `${'**/a/'.repeat(40)}${'*a'.repeat(40)}b`;
    expect(codeOwnersOf(`${pattern} @ann`, [`${'a/'.repeat(400)}${'a'.repeat(400)}`])).toEqual([]);
  });
});
