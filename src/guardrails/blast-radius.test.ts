import { describe, expect, it } from 'vitest';
import { noon, packaged } from '../../test/support/allowlist.ts';
import { judgeBlastRadius } from './blast-radius.ts';
import type { ChangeHistory } from './guardrail.ts';
import type { Limits } from './policies/policies.ts';

type Change = ChangeHistory['changes'][number];

const web = { key: 'apps/Deployment/cardboard/web', namespace: 'cardboard' };
const limits: Limits = {
  ...packaged.limits,
  coolDownSeconds: 300,
  changesPerHour: { namespace: 3, cluster: 5 },
  concurrentChanges: 2,
  breaker: { failures: 3, pauseSeconds: 300 },
};

function change(secondsAgo: number, more: Partial<Change> = {}): Change {
  return {
    target: 'apps/Deployment/cardboard/other',
    namespace: 'cardboard',
    at: at(-secondsAgo),
    status: 'applied',
    ...more,
  };
}

function at(seconds: number): Date {
  return new Date(noon.getTime() + seconds * 1000);
}

function until(changes: readonly Change[], target = web, bounds = limits): string | undefined {
  return judgeBlastRadius(target, { stopped: false, changes }, bounds, noon)?.until;
}

function reason(changes: readonly Change[], target = web, bounds = limits): string | undefined {
  return judgeBlastRadius(target, { stopped: false, changes }, bounds, noon)?.reason;
}

it('lets the first change through', () => {
  expect(reason([])).toBeUndefined();
});

it('lets nothing through while the stop switch is on', () => {
  expect(judgeBlastRadius(web, { stopped: true, changes: [] }, limits, noon)?.reason).toBe(
    'allowlist.stopped',
  );
});

describe('a cool-down', () => {
  it('is about the same object and ends', () => {
    expect(reason([change(299, { target: web.key })])).toBe('allowlist.cool-down');
    expect(reason([change(300, { target: web.key })])).toBeUndefined();
    expect(reason([change(10)])).toBeUndefined();
  });

  it('holds for a change whose time lies ahead of the clock', () => {
    expect(reason([change(-60, { target: web.key })])).toBe('allowlist.cool-down');
  });

  it('stands neither between the steps of a proposal nor before an undo', () => {
    expect(reason([change(1, { target: web.key, relation: 'same-proposal' })])).toBeUndefined();
    expect(reason([change(1, { target: web.key, relation: 'taken-back' })])).toBeUndefined();
  });
});

describe('an hourly cap', () => {
  const elsewhere = { namespace: 'shop' };

  it('counts the namespace and the cluster apart, for an hour', () => {
    const inCardboard = [change(400), change(500), change(600)];

    expect(reason(inCardboard)).toBe('allowlist.hourly-cap');
    expect(reason(inCardboard, { ...web, namespace: 'shop' })).toBeUndefined();
    expect(
      reason([...inCardboard, change(700, elsewhere), change(800, elsewhere)], { ...web, namespace: 'blog' }),
    ).toBe('allowlist.hourly-cap');
    expect(reason([change(400), change(500), change(3600)])).toBeUndefined();
  });

  it('does not count the change itself, whose intent is stored before it is judged for the last time', () => {
    const itself = change(1, { status: 'intended', relation: 'same-proposal' });

    expect(reason([itself, change(500), change(600)])).toBeUndefined();
    expect(reason([itself, change(400), change(500), change(600)])).toBe('allowlist.hourly-cap');
  });

  it('has room again once as many changes as the cap has are an hour old', () => {
    expect(until([change(400), change(500), change(600)])).toBe(at(3600 - 600).toISOString());
    expect(until([change(300), change(400), change(500), change(600)])).toBe(at(3600 - 500).toISOString());
  });

  it('says the later of two ends, and none where it is never', () => {
    const full = [change(400), change(500), change(600), change(700, elsewhere), change(3000, elsewhere)];
    expect(until(full)).toBe(at(3600 - 600).toISOString());
    const closed = { ...limits, changesPerHour: { namespace: 0, cluster: 5 } };
    expect(until(full, web, closed)).toBeUndefined();
  });

  it('counts earlier steps of the same proposal, but not what an undo takes back', () => {
    const two = [change(500), change(600)];

    expect(reason([change(1, { relation: 'same-proposal' }), ...two])).toBe('allowlist.hourly-cap');
    expect(reason([change(1, { relation: 'taken-back' }), ...two])).toBeUndefined();
  });
});

describe('concurrency', () => {
  it('counts changes whose outcome is open', () => {
    const underWay = change(10, { status: 'intended', namespace: 'shop' });

    expect(reason([underWay])).toBeUndefined();
    expect(reason([underWay, underWay])).toBe('allowlist.concurrency');
  });
});

describe('the breaker', () => {
  const failed = (secondsAgo: number) => change(secondsAgo, { status: 'failed', namespace: 'shop' });
  const roomy = { ...limits, changesPerHour: { namespace: 50, cluster: 50 } };

  it('opens after so many failures in a row and closes after its pause', () => {
    expect(reason([failed(10), failed(20), failed(30)], web, roomy)).toBe('allowlist.breaker-open');
    expect(reason([failed(10), failed(20)], web, roomy)).toBeUndefined();
    expect(reason([failed(300), failed(310), failed(320)], web, roomy)).toBeUndefined();
  });

  it('is reset by a change that worked', () => {
    expect(reason([failed(10), failed(20), change(25), failed(30)], web, roomy)).toBeUndefined();
  });

  it('does not take a change that is under way for one that worked', () => {
    const underWay = change(5, { status: 'intended' });

    expect(reason([underWay, failed(10), failed(20), failed(30)], web, roomy)).toBe('allowlist.breaker-open');
  });
});

describe('a freeze', () => {
  const freeze = {
    name: 'year-end',
    from: at(-60).toISOString(),
    to: at(60).toISOString(),
    source: { file: 'policies/limits.yaml', line: 20 },
  };

  it('closes every namespace, or those that it names', () => {
    const everywhere = { ...limits, freezes: [freeze] };
    const shops = { ...limits, freezes: [{ ...freeze, namespaces: ['shop-*'] }] };

    expect(judgeBlastRadius(web, { stopped: false, changes: [] }, everywhere, noon)).toMatchObject({
      reason: 'allowlist.freeze',
      rule: 'policies/limits.yaml:20#year-end',
      until: freeze.to,
    });
    expect(reason([], web, shops)).toBeUndefined();
    expect(reason([], { ...web, namespace: 'shop-eu' }, shops)).toBe('allowlist.freeze');
  });

  it('ends with the last of those that are in force', () => {
    const longer = { ...freeze, name: 'moving', to: at(600).toISOString() };
    expect(until([], web, { ...limits, freezes: [freeze, longer] })).toBe(longer.to);
  });

  it('is over at its end and does not begin before its start', () => {
    const over = { ...limits, freezes: [{ ...freeze, to: noon.toISOString() }] };
    const ahead = { ...limits, freezes: [{ ...freeze, from: at(1).toISOString() }] };

    expect(reason([], web, over)).toBeUndefined();
    expect(reason([], web, ahead)).toBeUndefined();
  });
});
