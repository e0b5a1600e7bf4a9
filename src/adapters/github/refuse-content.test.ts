import { describe, expect, it } from 'vitest';
import type { PullRequestContent } from '../../domain/pull-request.ts';
import { refuseContent } from './refuse-content.ts';

const good: PullRequestContent = {
  repository: 'shop/deploy',
  base: 'release/1.x',
  branch: 'firebreak/0123456789abcdef',
  title: 'Give shop more room',
  body: '',
  files: [{ path: 'apps/shop.yaml', content: 'a: 1\n' }],
  labels: [],
  reviewers: [],
  draft: false,
};

describe('what is written', () => {
  it.each([
    'a.yaml',
    'deep/er/values-prod.yaml',
    'with space/ünïcode.yaml',
    '.hidden/a.yaml',
    'github/a.yaml',
  ])('%s', (path) => {
    expect(() => refuseContent({ ...good, files: [{ path, content: '' }] })).not.toThrow();
  });
});

describe('what is never written, whoever asks', () => {
  const file = (path: string, text = 'a: 1\n') => [{ path, content: text }];
  it.each([
    ['workflows', { files: file('.github/workflows/evil.yml') }],
    ['workflows, spelt otherwise', { files: file('.GitHub/workflows/evil.yml') }],
    ['workflows with a dot at the end', { files: file('.github./workflows/evil.yml') }],
    ['git itself', { files: file('apps/.git/config') }],
    ['owners of the code', { files: file('docs/CODEOWNERS') }],
    ['submodules', { files: file('.gitmodules') }],
    ['a path that climbs', { files: file('apps/../../etc/passwd') }],
    ['an absolute path', { files: file('/etc/passwd') }],
    ['a path of another system', { files: file('apps\\evil.yaml') }],
    ['an invisible character', { files: file('.git\u200bhub/workflows/evil.yml') }],
    ['a path twice', { files: [...file('a.yaml'), ...file('a.yaml')] }],
    [
      'too many files',
      { files: Array.from({ length: 31 }, (_, index) => ({ path: `${index}.yaml`, content: '' })) },
    ],
    ['too many bytes', { files: file('a.yaml', 'a'.repeat(1024 * 1024 + 1)) }],
    ['nothing', { files: [] }],
    ['a branch that is not ours', { branch: 'main' }],
    ['a branch that climbs out of ours', { branch: 'firebreak/../main' }],
    ['a base that is ours', { base: 'firebreak/other' }],
    ['a base that is an option', { base: '--upload-pack=evil' }],
    ['a repository that climbs', { repository: '../user' }],
    ['a title of two lines', { title: 'One\nTwo' }],
    ['a body that GitHub does not take', { body: 'x'.repeat(65_537) }],
  ])('%s', (_what, given) => {
    expect(() => refuseContent({ ...good, ...given })).toThrow(expect.objectContaining({ code: 'invalid' }));
  });
});
