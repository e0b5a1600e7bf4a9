import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../domain/objects.ts';
import { objectDiff, settled } from './object-diff.ts';

const deployment = (memory: string, password: string): KubernetesObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    namespace: 'cardboard',
    uid: 'uid-1',
    resourceVersion: memory,
    generation: memory.length,
    annotations: {
      'deployment.kubernetes.io/revision': memory,
      'kubectl.kubernetes.io/last-applied-configuration': `{"password":"${password}"}`,
    },
  },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'web',
            env: [
              { name: 'PASSWORD', value: password },
              { name: 'TIMEZONE', value: 'UTC' },
            ],
            resources: { limits: { memory } },
          },
        ],
      },
    },
  },
  status: { readyReplicas: memory.length },
});

describe('a diff for people', () => {
  it('shows what changes, and not what changes by itself', () => {
    const diff = objectDiff(deployment('256Mi', 'a'), deployment('512Mi', 'a'));
    const changed = diff.split('\n').filter((line) => /^[-+](?![-+])/u.test(line));
    expect(changed.map((line) => line.trim().replaceAll(/\s+/gu, ' '))).toEqual([
      '- memory: 256Mi',
      '+ memory: 512Mi',
    ]);
  });

  it('names the object, twice, and nothing else in its head', () => {
    const [first, second] = objectDiff(deployment('256Mi', 'a'), deployment('512Mi', 'a')).split('\n');
    expect([first, second]).toEqual([
      expect.stringContaining('--- Deployment cardboard/web'),
      expect.stringContaining('+++ Deployment cardboard/web'),
    ]);
  });

  it('never shows the value of an environment variable, only that it changes', () => {
    const diff = objectDiff(deployment('256Mi', 'hunter2'), deployment('256Mi', 'correct-horse'));
    expect(diff).not.toMatch(/hunter2|correct-horse|UTC/u);
    expect(diff).toContain('(changed)');
  });

  it('never shows the values of a ConfigMap', () => {
    const config = (value: string): KubernetesObject => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'web', namespace: 'cardboard' },
      data: { dsn: value, same: 'untouched' },
    });
    const diff = objectDiff(config('postgres://u:p@db'), config('postgres://u:q@db'));
    expect(diff).not.toMatch(/postgres|untouched/u);
    expect(diff).toContain('(changed)');
  });

  it('shows a deleted object as gone', () => {
    expect(objectDiff(deployment('256Mi', 'a'), undefined)).toContain('deleted');
  });
});

describe('an object without what changes by itself', () => {
  it('is the same before and after a roll-out', () => {
    expect(settled(deployment('256Mi', 'a'))).toEqual(
      settled({ ...deployment('256Mi', 'a'), status: {}, metadata: { ...deployment('1', 'b').metadata } }),
    );
  });
});

function pod(env: readonly { readonly name: string; readonly value: string }[]): KubernetesObject {
  const metadata = { name: 'web', namespace: 'cardboard' };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'app', env }] } };
}

const flag = (value: string) => ({ name: 'FLAG', value });

describe('a diff of variables with the same name', () => {
  it('shows no value of a variable, and which one changes', () => {
    const diff = objectDiff(pod([flag('one')]), pod([flag('two')]));
    expect(diff).toContain('-          value: (hidden)');
    expect(diff).toContain('+          value: (changed)');
    expect(diff).not.toMatch(/one|two/u);
  });

  it('shows a change of the second of two variables with the same name, which is the one that counts', () => {
    const diff = objectDiff(pod([flag('one'), flag('two')]), pod([flag('one'), flag('three')]));
    expect(diff).toContain('+          value: (changed)');
  });

  it('shows two namesakes that change places', () => {
    const diff = objectDiff(pod([flag('one'), flag('two')]), pod([flag('two'), flag('one')]));
    expect(diff.match(/^\+ +value: \(changed\)$/gmu)).toHaveLength(2);
  });

  it('shows a namesake that somebody adds', () => {
    const diff = objectDiff(pod([flag('one')]), pod([flag('one'), flag('one')]));
    expect(diff).toContain('+          value: (changed)');
  });
});

describe('values that people keep from each other', () => {
  const holder = (values: object): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'cardboard' },
    ...values,
  });

  it.each(['data', 'stringData', 'binaryData'])('are hidden in %s, and that one changes is told', (field) => {
    const before = holder({ [field]: { token: 'first-value', same: 'kept-value', gone: 'old-value' } });
    const after = holder({ [field]: { token: 'second-value', same: 'kept-value', come: 'new-value' } });

    const diff = objectDiff(before, after);

    expect(diff).not.toMatch(/(?:first|second|kept|old|new)-value/u);
    expect(diff).toContain('-  gone: (hidden)\n');
    expect(diff).toContain('+  token: (changed)\n');
    expect(diff).toContain('+  come: (changed)\n');
    expect(diff).toContain('   same: (hidden)\n');
  });

  it.each([
    ['made', undefined, holder({ data: { token: 'first-value' } })],
    ['deleted', holder({ data: { token: 'first-value' } }), undefined],
  ])('are hidden in an object that is %s', (_what, before, after) => {
    expect(objectDiff(before, after)).not.toContain('first-value');
  });
});
