import type { Incident } from '../../../src/domain/incident.ts';
import { oomScraper } from './oom-scraper.ts';

const bare: Incident = {
  id: 'inc_bare',
  key: 'group',
  cluster: 'default',
  state: 'settling',
  title: 'Longhorn instance-manager does not answer in time',
  severity: 'warning',
  namespaces: ['longhorn-system'],
  alerts: oomScraper.alerts.slice(0, 1),
  truncatedAlerts: 0,
  openedAt: '2026-03-04T02:14:20.000Z',
  updatedAt: '2026-03-04T02:14:20.000Z',
  evidence: [],
  refusals: [],
  decisions: [],
  executions: [],
};

/** Waits to see whether it heals by itself. */
export const settling: Incident = { ...bare, id: 'inc_01kb3settling' };

/** Healed before anything was looked at. */
export const healed: Incident = {
  ...bare,
  id: 'inc_01kb3healed',
  state: 'closed',
  outcome: 'self-resolved',
  title: 'Plex fails its readiness probe',
  severity: 'info',
  namespaces: ['media'],
  openedAt: '2026-03-03T21:02:00.000Z',
};

/** The guardrails let nothing through. */
export const refused: Incident = {
  ...bare,
  id: 'inc_01kb3refused',
  state: 'closed',
  outcome: 'refused',
  title: 'Four namespaces do not enforce a Pod Security level',
  severity: 'none',
  namespaces: ['trade-bot', 'cardboard', 'home-assistant', 'dev-workspace'],
  openedAt: '2026-03-02T09:30:00.000Z',
};
