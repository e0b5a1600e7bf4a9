import { describe, expect, it } from 'vitest';
import { namespacePolicy } from './namespace-policy.ts';

const label = (name: string): string => `pod-security.kubernetes.io/${name}`;

describe('namespacePolicy', () => {
  it('enforces nothing without a label', () => {
    expect(namespacePolicy({}).enforce).toEqual({ level: 'privileged', version: 'latest' });
  });

  it('enforces nothing by a version alone', () => {
    expect(namespacePolicy({ [label('enforce-version')]: 'v1.20' }).enforce.level).toBe('privileged');
  });

  it('keeps the version when only the level is set', () => {
    const labels = { [label('enforce')]: 'baseline', [label('enforce-version')]: 'v1.20' };
    expect(namespacePolicy(labels).enforce).toEqual({ level: 'baseline', version: 'v1.20' });
  });

  it('takes malformed labels for restricted and latest, and names them', () => {
    const labels = { [label('enforce')]: 'Baseline', [label('enforce-version')]: 'v1.020' };
    expect(namespacePolicy(labels)).toEqual({
      enforce: { level: 'restricted', version: 'latest' },
      malformed: [`${label('enforce')}=Baseline`, `${label('enforce-version')}=v1.020`],
    });
  });

  it.each(['audit', 'warn'])('names a malformed %s label though it enforces nothing', (mode) => {
    const policy = namespacePolicy({ [label(mode)]: 'strict' });
    expect(policy.malformed).toEqual([`${label(mode)}=strict`]);
    expect(policy.enforce.level).toBe('privileged');
  });
});
