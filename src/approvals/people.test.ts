import { describe, expect, it } from 'vitest';
import type { KnownPerson } from '../guardrails/policies/policies.ts';
import { identifyPerson } from './people.ts';

const ann: KnownPerson = {
  source: { file: 'policies/approvers.yaml', line: 7 },
  name: 'ann',
  aliases: { local: ['ann'], oidc: ['ann@example.org'], proxy: ['ann.k'], slack: ['U024BE7LH'] },
  groups: ['sre'],
};

describe('one person', () => {
  it('has one name in every window, and the groups of both', () => {
    const name = (via: 'local' | 'oidc' | 'proxy' | 'slack', ids: string[]) =>
      identifyPerson({ via, ids }, [ann])?.name;
    expect(name('slack', ['U024BE7LH'])).toBe('ann');
    expect(name('oidc', ['248289761001', 'Ann@Example.org'])).toBe('ann');
    expect(name('proxy', ['ann.k'])).toBe('ann');
    expect(identifyPerson({ via: 'oidc', ids: ['ann@example.org'], groups: ['dev'] }, [ann])?.groups).toEqual(
      ['dev', 'sre'],
    );
  });

  it('is nobody else by having their name in another window', () => {
    expect(identifyPerson({ via: 'proxy', ids: ['Ann'] }, [ann])).toEqual({
      via: 'proxy',
      name: 'Ann (proxy)',
      groups: [],
    });
    expect(identifyPerson({ via: 'shared-token', ids: ['ann'] }, [ann])).toEqual({
      via: 'shared-token',
      name: 'ann',
      groups: [],
    });
  });

  it('is who the way in says where the policy does not know them, but not in Slack', () => {
    expect(identifyPerson({ via: 'oidc', ids: ['bob@example.org'], groups: ['dev'] }, [ann])).toEqual({
      via: 'oidc',
      name: 'bob@example.org',
      groups: ['dev'],
    });
    expect(identifyPerson({ via: 'slack', ids: ['U0OTHER'] }, [ann])).toBeUndefined();
  });
});
