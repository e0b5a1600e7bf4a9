import { describe, expect, it } from 'vitest';
import type { KubernetesObject } from '../../domain/objects.ts';
import { objectDiff } from './object-diff.ts';

function pod(env: readonly { readonly name: string; readonly value: string }[]): KubernetesObject {
  const metadata = { name: 'web', namespace: 'cardboard' };
  return { apiVersion: 'v1', kind: 'Pod', metadata, spec: { containers: [{ name: 'app', env }] } };
}

const flag = (value: string) => ({ name: 'FLAG', value });

describe('the diff that people approve', () => {
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
