import { FakePorts } from './fakes.ts';
import { hostile } from './incidents/hostile.ts';
import { fixedScraper, oomScraper, oomScraperLedger } from './incidents/oom-scraper.ts';
import { selectorTrap } from './incidents/selector-trap.ts';
import { healed, refused, settling } from './incidents/small-incidents.ts';

/** A service with a bit of everything on its pages. */
export function examplePorts(): FakePorts {
  const incidents = [settling, oomScraper, selectorTrap, fixedScraper, healed, refused];
  return new FakePorts([...incidents, hostile], oomScraperLedger);
}
