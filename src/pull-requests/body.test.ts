import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyOf, type BodyInput, titleOf } from './body.ts';
import { code } from './markdown.ts';
import { wordsProblem } from './words.ts';

const object = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'cardboard', name: 'price-scraper' };
const live = {
  ...object,
  metadata: { name: object.name, namespace: object.namespace },
  spec: {
    template: { spec: { containers: [{ name: 'scraper', resources: { limits: { memory: '256Mi' } } }] } },
  },
};
const memory = {
  path: 'apps/scraper.yaml',
  live,
  change: { object, field: '/spec/template/spec/containers/0/resources/limits/memory', value: '512Mi' },
};

const input: BodyInput = {
  incident: {
    id: 'inc_1',
    title: 'PodCrashLoopBackOff in cardboard',
    alerts: ['PodCrashLoopBackOff'],
    openedAt: '2026-03-04T02:00:00Z',
    url: 'https://firebreak.example/incidents/inc_1',
  },
  cause: {
    code: 'container.oom-killed',
    meaning: 'A container used more memory than its limit, and the kernel killed it.',
    object,
    why: 'scraper was killed at 256Mi',
    evidence: [{ id: 'ev_3', summary: 'last state: OOMKilled' }],
  },
  changes: [memory],
  checked: { base: [], head: [] },
  live: [],
  notes: [],
  risk: 'low',
  isPublic: false,
};

describe('the words of a pull request', () => {
  it('name the object, the field and the value in the title', () => {
    expect(titleOf([memory])).toBe(
      'Deployment cardboard/price-scraper: set resources.limits.memory of scraper to 512Mi',
    );
    expect(titleOf([memory, memory])).toMatch(/ and 1 more$/u);
  });

  it('tell a reviewer cause, evidence, change, guardrails, risk and what happens next', () => {
    const body = bodyOf({
      ...input,
      checked: { base: ['Service cardboard/web: catches postgres'], head: [] },
    });
    for (const part of [
      '`container.oom-killed` on `Deployment cardboard/price-scraper`: A container used more memory',
      '`ev_3` `last state: OOMKilled`',
      '`spec.template.spec.containers[scraper].resources.limits.memory` from `256Mi` to `512Mi`',
      'As it is: `Service cardboard/web: catches postgres`',
      'With this: nothing against it.',
      'Risk: low.',
      'Once it is merged',
      '[its page](https://firebreak.example/incidents/inc_1)',
      '`inc_1`',
    ]) {
      expect(body).toContain(part);
    }
  });

  it('tell the public nothing but the cause', () => {
    const body = bodyOf({
      ...input,
      isPublic: true,
      live: ['a live change'],
      checked: { base: ['x'], head: [] },
    });
    expect(body).toContain('`container.oom-killed`');
    expect(body).toContain('to `512Mi`');
    for (const seen of [
      '`256Mi`',
      'OOMKilled',
      'killed at 256Mi',
      'firebreak.example',
      'PodCrashLoopBackOff',
      'a live change',
    ]) {
      expect(body).not.toContain(seen);
    }
  });

  it('make nothing live of what others wrote', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        '@octocat look',
        'Fixes #1 closes https://github.com/a/b/issues/2',
        '![x](https://evil.example/x.png) <img src=x onerror=y>',
        '```\nfree\n```',
        '`` ` ``',
        '\n\n# heading\n\n<script>',
        '\u202Egnp.exe\u200B',
        '--> </details>',
        ' ',
      ),
    );
    fc.assert(
      fc.property(hostile, hostile, hostile, (title, why, summary) => {
        const body = bodyOf({
          ...input,
          incident: { ...input.incident, title, alerts: [summary] },
          cause: { ...input.cause, why, evidence: [{ id: 'ev_1', summary }] } as NonNullable<
            BodyInput['cause']
          >,
          notes: [why],
          changes: [{ ...memory, path: summary, change: { ...memory.change, value: why } }],
        });
        expect(wordsProblem(body)).toBeUndefined();
        // Whoever writes lines writes structure.
        expect(body.split('\n')).toHaveLength(bodyOf(input).split('\n').length + 1);
        expect(
          wordsProblem(titleOf([{ ...memory, change: { ...memory.change, value: why } }])),
        ).toBeUndefined();
      }),
    );
  });

  it('leave lines out where there are too many, and never a part of one', () => {
    const lines = Array.from({ length: 500 }, (_, index) => `Service web-${index}: @octocat <img src=x>`);
    const cut = bodyOf({ ...input, checked: { base: lines, head: lines } });
    expect(cut).toContain('With this: 488 more.');
    expect(cut).toContain('Risk: low.');

    const long = bodyOf({ ...input, notes: lines.map((line) => `${line} ${'@x '.repeat(80)}`) });
    expect(long.length).toBeLessThanOrEqual(30_000);
    expect(long.endsWith('\n…')).toBe(true);
    expect(wordsProblem(long)).toBeUndefined();
  });

  it('clamp by characters, never within one', () => {
    expect(code('😀'.repeat(400))).toBe(`\`${'😀'.repeat(299)}…\``);
  });
});
