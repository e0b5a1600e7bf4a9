import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingText } from './runbook.ts';
import { parseRunbook } from './runbook-parse.ts';

const head =
  '---\napiVersion: firebreak.dev/v1\nkind: Runbook\ntitle: T\nalerts: [A]\ncauses: [job.failed]\n---\n';
const body = '## Meaning\nm\n## Impact\ni\n## Diagnosis\nd\n## Mitigation\nx\n';

describe('parseRunbook', () => {
  it('reads the head and the four sections', () => {
    expect(parseRunbook(`${head}\n${body}`, 'a.md')).toMatchObject({
      runbook: {
        file: 'a.md',
        title: 'T',
        alerts: ['A'],
        causes: ['job.failed'],
        actions: [],
        kubectl: [],
        sections: { Meaning: 'm', Impact: 'i', Diagnosis: 'd', Mitigation: 'x' },
        packaged: false,
      },
      bodyLine: 8,
    });
  });

  it('reads files with the line ends of Windows', () => {
    const parsed = parseRunbook(`${head}${body}`.replaceAll('\n', '\r\n'), 'a.md');
    expect(parsed).toMatchObject({ runbook: { title: 'T', sections: { Mitigation: 'x' } } });
  });

  it.each([
    ['no head', body, 'a.md:1: no YAML head; begin the file'],
    ['a head that is no YAML', `---\ntitle: [\n---\n${body}`, 'a.md:2: Flow sequence'],
    [
      'a cause that the taxonomy does not know',
      `${head.replace('job.failed', 'aliens')}${body}`,
      'a.md:6: causes.0: is no cause',
    ],
    [
      'an action that the catalogue does not know, at its own line',
      `${head.replace('title: T', 'title: T\nactions:\n  - delete-job\n  - delete-everything')}${body}`,
      'a.md:7: actions.1: is no action',
    ],
    [
      'a key that nobody reads',
      `${head.replace('title: T', 'title: T\nseverity: high')}${body}`,
      'Unrecognized key',
    ],
    [
      'an alias that leads nowhere',
      `${head.replace('title: T', 'title: *nowhere')}${body}`,
      'a.md:2: head: Invalid input',
    ],
    [
      'a section without text',
      `${head}${body.replace('\nd\n', '\n')}`,
      'a.md:12: no text under "## Diagnosis"',
    ],
    ['a section that is not there', `${head}## Meaning\nm\n`, 'a.md:8: no text under "## Impact"'],
    ['more than anybody reads', `${head}${body}${'x'.repeat(70_000)}`, 'a.md:1: longer than 65536'],
  ])('names place and mend of %s', (_case, text, problem) => {
    const parsed = parseRunbook(text, 'a.md');
    expect('findings' in parsed ? parsed.findings.map(findingText).join('\n') : '').toContain(problem);
  });

  it('never throws, whatever the file holds', () => {
    const yaml = fc.oneof(fc.string(), fc.json(), fc.stringMatching(/^[a-z&*[\]{}: \n-]*$/u));
    fc.assert(
      fc.property(yaml, fc.string(), (written, rest) => {
        const parsed = parseRunbook(`---\n${written}\n---\n${rest}${body}`, 'a.md');
        if (!('findings' in parsed)) return;
        for (const finding of parsed.findings) {
          expect(finding).toMatchObject({ file: 'a.md', line: expect.any(Number) });
          expect(finding.message).not.toBe('');
        }
      }),
    );
  });
});
