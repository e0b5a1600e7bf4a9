import { describe, expect, it } from 'vitest';
import { findingText } from './runbook.ts';
import { lintRunbooks } from './runbook-lint.ts';
import { parseRunbook } from './runbook-parse.ts';

const text = [
  '---',
  'apiVersion: firebreak.dev/v1',
  'kind: Runbook',
  'title: T',
  'alerts: [A]',
  'kubectl:',
  '  - kubectl -n {namespace} get pods',
  '---',
  '## Meaning',
  'm',
  '## Impact',
  'i',
  '## Diagnosis',
  'Read `kubectl -n {namespace} describe {kind} {name}`.',
  '## Mitigation',
  '```sh',
  'kubectl -n {namespace} delete job {job}',
  '```',
  '',
].join('\n');

function lint(...files: readonly string[]): string {
  const parsed = files.map((file, index) => parseRunbook(file, `${index}.md`));
  const texts = parsed.flatMap((result) => ('runbook' in result ? [result] : []));
  expect(texts).toHaveLength(files.length);
  return lintRunbooks(texts).map(findingText).join('\n');
}

describe('lintRunbooks', () => {
  it('has nothing to say of a whole runbook', () => {
    expect(lint(text)).toBe('');
  });

  it.each([
    [
      'a command of the head that is not read',
      text.replace('get pods', 'exec web-0 -- ls'),
      '0.md:7: kubectl -n {namespace} exec',
    ],
    ['a command that shows Secrets', text.replace('get pods', 'get secrets'), 'kubectl.secret-read'],
    [
      'a command between backticks',
      text.replace('describe {kind} {name}', 'describe $KIND'),
      '0.md:14: kubectl -n {namespace} describe $KIND: kubectl.shell-expansion',
    ],
    [
      'a command in a fenced block',
      text.replace('delete job {job}', 'delete job {job} --force'),
      '0.md:17: kubectl -n {namespace} delete job {job} --force: kubectl.',
    ],
    [
      'a change that no action of the catalogue is for',
      text.replace('delete job {job}', 'scale job {job} --replicas=2'),
      '0.md:17: ',
    ],
    ['a runbook that nothing leads to', text.replace('alerts: [A]\n', ''), '0.md:1: no alert and no cause'],
    [
      'a text too long for a prompt',
      text.replace('\nm\n', `\n${'m'.repeat(4_000)}\n`),
      '0.md:9: 4103 characters of text, 4000 at most; shorten it',
    ],
    [
      'a character that cannot be seen',
      text.replace('\ni\n', '\ni\u202e\n'),
      '0.md:12: a character that cannot be seen',
    ],
  ])('finds %s', (_case, wrong, finding) => {
    expect(lint(wrong)).toContain(finding);
  });

  it('finds an alert that two runbooks claim', () => {
    expect(lint(text, text)).toBe('1.md:5: A is named in 0.md already; name it in one of them');
  });
});
