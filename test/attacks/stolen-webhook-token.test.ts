import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redact } from '../../src/evidence/text/redact.ts';
import { createReceiver } from '../../src/intake/receive.ts';
import type { Store } from '../../src/store/sqlite.ts';
import { fakeClock, temporaryStore } from '../support/store.ts';

const labels = { alertname: 'PodCrashLooping', namespace: 'cardboard' };

describe('whoever holds the webhook token', () => {
  let store: Store;
  let clock: ReturnType<typeof fakeClock>;
  beforeEach(async () => {
    store = await temporaryStore();
    clock = fakeClock('2026-03-04T02:00:00.000Z');
  });
  afterEach(() => store.close());

  const send = (alert: object, groupKey = '{}') =>
    createReceiver({ db: store.db, clock, clusterName: 'default', redact })({
      version: '4',
      groupKey,
      alerts: [{ status: 'firing', labels, fingerprint: 'a1', ...alert }],
    });
  const rows = () => store.db.selectFrom('alerts').selectAll().orderBy('id').execute();

  it('cannot silence an alert by telling that it ended in the future', async () => {
    await send({ startsAt: '2026-03-04T01:50:00Z' });
    await send({ status: 'resolved', startsAt: '2026-03-04T01:50:00Z', endsAt: '2999-01-01T00:00:00Z' });
    clock.advance(3_600_000);
    await send({ startsAt: '2026-03-04T02:59:00Z' });
    expect(await rows()).toMatchObject([
      { status: 'resolved', ends_at: '2026-03-04T02:00:00.000Z' },
      { status: 'firing', starts_at: '2026-03-04T02:59:00.000Z' },
    ]);
  });

  it('stores no secret with the address or the group of an alert, and keeps groups apart that lose one', async () => {
    const startsAt = '2026-03-04T01:50:00Z';
    const generatorURL = 'https://admin:hunter2@prometheus.example/graph';
    await send({ startsAt, generatorURL }, '{}:{password="hunter2"}');
    await send({ startsAt, generatorURL, fingerprint: 'b2' }, '{}:{password="hunter3"}');
    const stored = await rows();
    expect(JSON.stringify(stored)).not.toMatch(/hunter\d/u);
    expect(new Set(stored.map((row) => row.group_key)).size).toBe(2);
  });

  it.each([
    [
      'more labels than any metric has',
      Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`l${i}`, 'x'])),
    ],
    ['a label longer than any name', { alertname: 'x'.repeat(5_000) }],
  ])('cannot store %s', async (_what, many) => {
    expect(await send({ startsAt: '2026-03-04T01:50:00Z', labels: many })).toMatchObject({ stored: false });
    expect(await rows()).toEqual([]);
  });

  it('cannot have a label stand for something else by an object that turns into text', async () => {
    const odd = { alertname: 'A', note: { toString: 'x', valueOf: 1 } };
    expect(await send({ startsAt: '2026-03-04T01:50:00Z', labels: odd })).toMatchObject({ stored: false });
  });
});
