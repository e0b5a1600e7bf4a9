import { describe, expect, it } from 'vitest';
import { oomScraper } from '../../test/pages/incidents/oom-scraper.ts';
import { selectorTrap } from '../../test/pages/incidents/selector-trap.ts';
import { packaged } from '../../test/support/allowlist.ts';
import type { Caller } from '../domain/decision.ts';
import type { DecisionRules } from './objection.ts';
import { isTheirs, waitingFor } from './waiting-for.ts';

const rules: DecisionRules = {
  policies: packaged,
  tellable: 2,
  stopped: false,
  now: new Date('2026-03-04T02:15:00.000Z'),
};
const ann: Caller = { kind: 'person', name: 'ann', via: 'local' };

function reasons(by: Caller, given: Partial<DecisionRules> = {}) {
  const waiting = waitingFor(by, [oomScraper, selectorTrap], { ...rules, ...given });
  return waiting.map((each) => [each.incident.id, isTheirs(each), each.objection?.reason]);
}

describe('what waits for somebody', () => {
  it('is what they may approve now, on the page: high risk too', () => {
    expect(reasons(ann)).toEqual([
      [oomScraper.id, true, undefined],
      [selectorTrap.id, true, undefined],
    ]);
  });

  it('is not what the Approvers policy keeps from them', () => {
    const [everyone] = packaged.approvers;
    if (everyone === undefined) throw new Error('the packaged policies have a rule');
    const approvers = [{ ...everyone, people: ['bob'] }];
    expect(reasons(ann, { policies: { ...packaged, approvers } })).toEqual([
      [oomScraper.id, false, 'decision.not-allowed'],
      [selectorTrap.id, false, 'decision.not-allowed'],
    ]);
  });

  it('is nothing that nobody can approve any more', () => {
    expect(reasons(ann, { now: new Date('2026-03-05T00:00:00.000Z') })).toEqual([]);
  });

  it('is theirs where all that is missing is a fresh sign-in', () => {
    const { proposal } = selectorTrap;
    if (proposal === undefined) throw new Error('it has a proposal');
    const alone = {
      ...selectorTrap,
      decisions: [],
      proposal: { ...proposal, approvalsNeeded: 1, soleApprover: true as const },
    };
    const [waiting] = waitingFor(ann, [alone], rules);
    expect([waiting?.objection?.reason, waiting !== undefined && isTheirs(waiting)]).toEqual([
      'decision.fresh-sign-in',
      true,
    ]);
  });
});
