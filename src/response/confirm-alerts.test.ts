import { describe, expect, it } from 'vitest';
import { fakeClock } from '../../test/support/store.ts';
import { settling } from '../../test/pages/incidents/small-incidents.ts';
import type { Alert } from '../domain/alert.ts';
import type { Incident } from '../domain/incident.ts';
import { type AlertLabels, type AlertSource, AlertSourceError } from '../ports/alert-source.ts';
import { confirmAlerts } from './confirm-alerts.ts';

const labels = { alertname: 'KubePodCrashLooping', namespace: 'cardboard', pod: 'web-1' };
const unasked = { state: 'unconfirmed' } as const;

function incidentWith(...alerts: readonly Partial<Alert>[]): Incident {
  const whole = alerts.map(
    (alert, index): Alert => ({
      fingerprint: `f${index}`,
      status: 'firing',
      labels,
      annotations: {},
      startsAt: '2026-03-04T01:59:00.000Z',
      confirmation: unasked,
      ...alert,
    }),
  );
  return { ...settling, alerts: whole };
}

const holding = (...firing: readonly AlertLabels[]): AlertSource => ({ firing: async () => firing });
const away: AlertSource = {
  async firing() {
    throw new AlertSourceError('http://alertmanager/api/v2/alerts: hunter2 refused');
  },
};

async function confirmed(incident: Incident, alertSource: AlertSource | undefined, clock = fakeClock()) {
  const redact = async (text: string) => text.replaceAll('hunter2', '[redacted]');
  const ports = { clock, redact, ...(alertSource === undefined ? {} : { alertSource }) };
  const result = await confirmAlerts(incident, ports, new AbortController().signal);
  return {
    ...result,
    states: result.incident.alerts.map(({ confirmation }) => confirmation?.state),
    types: result.events.map(({ type }) => type),
  };
}

describe('what Alertmanager says of an incident’s alerts', () => {
  it('confirms what it holds, by all its labels', async () => {
    const incident = incidentWith({}, { labels: { ...labels, pod: 'web-2' } });
    expect(await confirmed(incident, holding({ ...labels }))).toMatchObject({
      states: ['confirmed', 'contradicted'],
      types: ['alert.confirmed', 'alert.contradicted'],
    });
  });

  it('confirms an end once it holds the alert no more', async () => {
    const ended = incidentWith({ status: 'resolved' });
    expect((await confirmed(ended, holding())).states).toEqual(['confirmed']);
    expect((await confirmed(ended, holding(labels))).states).toEqual(['contradicted']);
  });

  it('confirms nothing while it cannot be asked, and says why without secrets', async () => {
    const { states, events } = await confirmed(incidentWith({}, { status: 'resolved' }), away);
    expect(states).toEqual(['unconfirmed', 'unconfirmed']);
    expect(JSON.stringify(events)).toContain('[redacted]');
    expect(JSON.stringify(events)).not.toContain('hunter2');
  });

  it('compares labels as they are stored: without secrets', async () => {
    const stored = incidentWith({ labels: { ...labels, dsn: '[redacted]' } });
    expect((await confirmed(stored, holding({ ...labels, dsn: 'hunter2' }))).states).toEqual(['confirmed']);
  });

  it('asks once in ten seconds, and tells only what is news', async () => {
    const clock = fakeClock();
    const first = await confirmed(incidentWith({}), away, clock);
    expect((await confirmed(first.incident, holding(labels), clock)).states).toEqual(['unconfirmed']);
    clock.advance(10_000);
    expect((await confirmed(first.incident, away, clock)).types).toEqual([]);
    expect((await confirmed(first.incident, holding(labels), clock)).types).toEqual(['alert.confirmed']);
  });

  it('asks no more about an end that is confirmed', async () => {
    const ended = incidentWith({ status: 'resolved', confirmation: { state: 'confirmed' } });
    expect((await confirmed(ended, holding(labels))).states).toEqual(['confirmed']);
  });

  it('leaves nothing open where there is nobody to ask any more', async () => {
    expect((await confirmed(incidentWith({}), undefined)).states).toEqual([undefined]);
  });
});
