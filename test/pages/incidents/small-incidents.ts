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
  note: 'what the alerts told of no longer holds in the cluster',
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
  note: 'the guardrails refused it: if Namespace home-assistant enforced restricted, these could no longer be recreated: Deployment home-assistant',
  openedAt: '2026-03-02T09:30:00.000Z',
};

const { proposal, ...investigated } = oomScraper;

/** A freeze of the policies keeps the fix back. */
export const held: Incident = {
  ...investigated,
  id: 'inc_01kb3held',
  state: 'reviewing',
  draft: {
    purpose: 'fix',
    by: 'triage',
    actions: proposal?.steps.map(({ action }) => action) ?? [],
    heldSince: '2026-03-04T02:10:00.000Z',
    heldBy: {
      reason: 'allowlist.freeze',
      message: 'the freeze quarter-end is in force until 2026-03-04T06:00:00Z',
      until: '2026-03-04T06:00:00.000Z',
      policyVersion: 'sha256:1',
    },
  },
};
