import { describe, expect, it } from 'vitest';
import { chooseRunbooks, loadRunbooks, parseRunbook } from './runbooks.ts';
import { taxonomy } from './taxonomy.ts';

const head =
  '---\napiVersion: firebreak.dev/v1\nkind: Runbook\ntitle: T\nalerts: [A]\ncauses: [job.failed]\n---\n';
const body = '## Meaning\nm\n## Impact\ni\n## Diagnosis\nd\n## Mitigation\nx\n';

describe('parseRunbook', () => {
  it('reads the head and the four sections', () => {
    expect(parseRunbook(`${head}\n${body}`, 'a.md')).toEqual({
      runbook: {
        file: 'a.md',
        title: 'T',
        alerts: ['A'],
        causes: ['job.failed'],
        sections: { Meaning: 'm', Impact: 'i', Diagnosis: 'd', Mitigation: 'x' },
      },
    });
  });

  it.each([
    ['no head', body, 'a.md:1: no YAML head'],
    ['a head that is no YAML', `---\ntitle: [\n---\n${body}`, 'a.md:'],
    [
      'a cause that the taxonomy does not know',
      `${head.replace('job.failed', 'aliens')}${body}`,
      'a.md:6: causes.0: is no cause',
    ],
    [
      'a key that nobody reads',
      `${head.replace('title: T', 'title: T\nseverity: high')}${body}`,
      'Unrecognized key',
    ],
    ['a section without text', `${head}${body.replace('\nd\n', '\n')}`, 'no text under "## Diagnosis"'],
  ])('names place and mend of %s', (_case, text, problem) => {
    const parsed = parseRunbook(text, 'a.md');
    expect('problems' in parsed ? parsed.problems.join('\n') : '').toContain(problem);
  });
});

describe('the packaged runbooks', () => {
  const runbooks = loadRunbooks();

  it('answer for every cause, save for what needs none', () => {
    const answered = new Set(runbooks.flatMap(({ causes }) => causes));
    const unanswered = Object.keys(taxonomy).filter((cause) => !answered.has(cause));
    expect(unanswered).toEqual(['transient.recovered']);
  });

  it('are chosen by cause before alert, each once', () => {
    const chosen = chooseRunbooks(runbooks, {
      causes: ['image.pull-denied'],
      alertNames: ['KubeJobFailed', 'KubePodNotReady'],
    });
    expect(chosen.map(({ file }) => file)).toEqual(['image-pulls.md', 'failed-jobs.md']);
  });
});
