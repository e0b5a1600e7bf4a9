import { describe, expect, it } from 'vitest';
import { fixedScraper, oomScraper } from '../../../test/pages/incidents/oom-scraper.ts';
import { healed } from '../../../test/pages/incidents/small-incidents.ts';
import { visitedStates } from './visited-states.ts';

describe('visitedStates', () => {
  it('knows that an incident which healed by itself was never investigated', () => {
    expect([...visitedStates(healed)]).toEqual(['settling', 'closed']);
  });

  it('knows how far one that waits for approval has come', () => {
    expect([...visitedStates(oomScraper)]).toEqual([
      'settling',
      'investigating',
      'reviewing',
      'awaiting-approval',
    ]);
  });

  it('knows that a fixed one has been everywhere', () => {
    expect(visitedStates(fixedScraper).size).toBe(7);
  });
});
