import type { Incident } from '../../../src/domain/incident.ts';
import type { Json } from '../../../src/domain/objects.ts';
import { fixedScraper, oomScraper } from './oom-scraper.ts';
import { selectorTrap } from './selector-trap.ts';

export const attack = `"><script>alert(1)</script><img src=x onerror=alert(1)>'\u202Egnp.exe\u200B\u0007`;

const whole: Incident = {
  ...oomScraper,
  id: 'inc_hostile',
  note: 'note',
  refusals: selectorTrap.refusals,
  decisions: [{ ...fixedScraper.decisions[0], reason: 'because' }].flatMap((decision) =>
    decision.id === undefined ? [] : [decision as Incident['decisions'][number]],
  ),
  executions: fixedScraper.executions.map((execution) => ({ ...execution, message: 'message' })),
  ...(fixedScraper.verification === undefined ? {} : { verification: fixedScraper.verification }),
};

// What code computes or the schema fixes; everything else could come from outside.
const FIXED: ReadonlySet<string> = new Set([
  'id',
  'hash',
  'proposal',
  'fingerprint',
  'state',
  'outcome',
  'severity',
  'openedAt',
  'updatedAt',
  'startsAt',
  'endsAt',
  'at',
  'createdAt',
  'expiresAt',
  'intendedAt',
  'finishedAt',
  'startedAt',
  'deadline',
  'holdsSince',
  'status',
  'trust',
  'layer',
  'op',
  'verb',
  'risk',
  'decision',
  'channel',
  'purpose',
  'apiVersion',
  'reason',
  'propagationPolicy',
  'path',
]);

/** An incident with an attack in every text that a workload, an alert's author, a model or a person could write. */
export const hostile: Incident = poison(whole as unknown as Json) as unknown as Incident;

function poison(value: Json, key = ''): Json {
  if (typeof value === 'string') return FIXED.has(key) ? value : `${value}${attack}`;
  if (Array.isArray(value)) return value.map((item: Json) => poison(item, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      ['labels', 'annotations'].includes(key) ? `${name}${attack}` : name,
      poison(inner, name),
    ]),
  );
}
