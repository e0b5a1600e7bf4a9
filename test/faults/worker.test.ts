import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReceiver } from '../../src/intake/receive.ts';
import { mostTries, workOnce } from '../../src/response/worker.ts';
import { verifyLedger } from '../../src/ledger/verify.ts';
import { type Rig, startRig } from '../support/response-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

describe('a stage that fails', () => {
  it('is tried again after longer and longer pauses, and ends with people', async () => {
    let tries = 0;
    rig.state.investigate = async () => {
      tries += 1;
      throw new TypeError('a bug');
    };
    await rig.notify('KubePodCrashLooping');
    rig.clock.advance(30_000);
    for (let look = 0; look < 100; look += 1) {
      await rig.step();
      rig.clock.advance(60_000);
    }
    expect(tries).toBe(mostTries);
    expect(await rig.incident()).toMatchObject({
      state: 'closed',
      outcome: 'handed-over',
      note: expect.stringContaining(`investigating failed ${mostTries} times in a row`) as string,
    });
  });

  it('starts counting anew after a step that worked', async () => {
    let tries = 0;
    rig.state.investigate = async () => {
      tries += 1;
      if (tries < 4) throw new TypeError('a bug');
    };
    await rig.notify('KubePodCrashLooping');
    await rig.reach('awaiting-approval');
    expect(await rig.db.selectFrom('incidents').select('tries').execute()).toEqual([{ tries: 0 }]);
  });

  it('says of a write that its outcome is not known, where it never became known', async () => {
    await rig.approved();
    await rig.reach('executing');
    await rig.step();
    rig.cluster.onWrite = async () => {
      throw new TypeError('a bug after the request left');
    };
    for (let look = 0; look < 100; look += 1) {
      await rig.step();
      rig.clock.advance(60_000);
      await rig.db
        .updateTable('incidents')
        .set({ due_at: rig.clock.now().toISOString() })
        .where('state', '=', 'executing')
        .execute();
    }
    const closed = await rig.incident();
    expect(closed).toMatchObject({ state: 'closed', outcome: 'failed', executions: [{ status: 'failed' }] });
    expect(closed.note).toContain('is not known');
  });
});

describe('an API server that is away', () => {
  it('closes nothing as healed or as needing nothing: the investigation waits for it', async () => {
    await rig.notify('KubePodCrashLooping');
    rig.state.condition = 'unknown';
    rig.cluster.away = true;
    rig.clock.advance(30_000);
    for (let look = 0; look < 10; look += 1) {
      await rig.step();
      rig.clock.advance(30_000);
    }
    expect((await rig.incident()).state).toBe('investigating');
    rig.cluster.away = false;
    await rig.reach('awaiting-approval');
  });

  it('uses up no tries of a stage, however long it is away', async () => {
    await rig.notify('KubePodCrashLooping');
    rig.clock.advance(30_000);
    await rig.step();
    rig.cluster.away = true;
    const ports = { ...rig.worker, isClusterAway: () => true };
    for (let minute = 0; minute < 120; minute += 1) {
      await workOnce('worker-1', ports, new AbortController().signal);
      rig.clock.advance(60_000);
    }
    const [row] = await rig.db.selectFrom('incidents').select(['state', 'tries']).execute();
    expect(row).toEqual({ state: 'investigating', tries: 0 });
    rig.cluster.away = false;
    await rig.reach('awaiting-approval');
  });

  it('counts a stage that alone gets no answer: others do', async () => {
    await rig.notify('KubePodCrashLooping');
    rig.clock.advance(30_000);
    await rig.step();
    rig.cluster.away = true;
    const ports = { ...rig.worker, isClusterAway: () => false };
    for (let minute = 0; minute < 60; minute += 1) {
      await workOnce('worker-1', ports, new AbortController().signal);
      rig.clock.advance(60_000);
    }
    expect(await rig.incident()).toMatchObject({ state: 'closed', outcome: 'handed-over' });
  });

  it('does not use up the chances of a draft', async () => {
    await rig.notify('KubePodCrashLooping');
    rig.clock.advance(30_000);
    await rig.step();
    await rig.step();
    rig.cluster.away = true;
    for (let look = 0; look < 5; look += 1) {
      await rig.step();
      rig.clock.advance(30_000);
    }
    expect(await rig.incident()).toMatchObject({ state: 'reviewing', refusals: [] });
  });
});

describe('an incident that cannot be read', () => {
  it('does not hold up the others', async () => {
    await rig.notify('Broken', { deployment: 'broken' });
    const broken = await rig.incident();
    await rig.db.updateTable('incidents').set({ document: '{' }).execute();
    rig.clock.advance(1_000);
    await rig.notify('KubePodCrashLooping');
    rig.clock.advance(40_000);
    for (let look = 0; look < 6; look += 1) await rig.step();
    const states = await rig.db.selectFrom('incidents').select(['id', 'state']).orderBy('id').execute();
    expect(states.map(({ state }) => state)).toEqual(['settling', 'awaiting-approval']);
    expect(states[0]?.id).toBe(broken.id);
  });
});

describe('a worker that has lost its lease', () => {
  it('commits nothing', async () => {
    await rig.notify('KubePodCrashLooping');
    rig.clock.advance(30_000);
    await rig.step();
    rig.state.investigate = async () => {
      rig.state.investigate = async () => {};
      rig.clock.advance(31_000);
      await rig.step();
    };
    await rig.step();
    const types = await rig.ledger();
    expect(types.filter((type) => type === 'diagnosis.made')).toHaveLength(1);
    expect((await rig.incident()).state).toBe('reviewing');
  });
});

describe('a worker that is told to stop', () => {
  it('leaves a stage that hangs, and loses nothing of it', async () => {
    await rig.notify('KubePodCrashLooping');
    rig.clock.advance(30_000);
    await rig.step();
    const stopping = new AbortController();
    rig.state.investigate = () => {
      stopping.abort();
      return new Promise<void>(() => {});
    };
    await rig.step(stopping.signal);
    const [row] = await rig.db.selectFrom('incidents').select(['state', 'lease_owner', 'tries']).execute();
    expect(row).toEqual({ state: 'investigating', lease_owner: null, tries: 0 });
  });

  it('decides nothing on a look that was cut short', async () => {
    rig.state.actions = [];
    await rig.notify('KubePodCrashLooping');
    rig.clock.advance(30_000);
    await rig.step();
    const stopping = new AbortController();
    rig.state.investigate = async () => stopping.abort();
    await rig.step(stopping.signal);
    expect((await rig.incident()).state).toBe('investigating');
  });
});

describe('an alert that joins while a stage works', () => {
  it('keeps the namespace and the severity that it brought', async () => {
    await rig.notify('KubePodCrashLooping');
    rig.clock.advance(30_000);
    await rig.step();
    rig.state.investigate = () => rig.notify('Another', { namespace: 'trade-bot' });
    await rig.step();
    expect((await rig.incident()).namespaces).toEqual(['cardboard', 'trade-bot']);
  });

  it('gets an incident of its own where the stage closed the first', async () => {
    rig.state.actions = [];
    await rig.notify('KubePodCrashLooping');
    rig.clock.advance(30_000);
    await rig.step();
    rig.state.investigate = async () => {
      rig.state.investigate = async () => {};
      await rig.notify('Another');
    };
    await rig.step();
    const first = await rig.incident();
    expect(first).toMatchObject({ state: 'closed', outcome: 'no-action' });
    await rig.notify('KubePodCrashLooping');
    const second = await rig.incident();
    expect(second.id).not.toBe(first.id);
    expect(second.alerts.map((alert) => alert.labels['alertname'])).toEqual(['Another']);
  });
});

describe('a disk that is full', () => {
  async function fill() {
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(rig.db);
    await sql`pragma max_page_count = ${sql.raw(String(rows[0]?.page_count ?? 0))}`.execute(rig.db);
  }
  const empty = () => sql`pragma max_page_count = 1000000`.execute(rig.db);

  it('costs no write and no alert: all is done once there is room again', async () => {
    await rig.approved();
    await rig.reach('executing');
    await rig.step();
    rig.state.judging = fill;
    await rig.step().catch(() => undefined);
    const big = { alertname: 'Big', text: 'x'.repeat(4_000) };
    const alerts = Array.from({ length: 50 }, (_none, index) => ({
      status: 'firing',
      labels: { ...big, index: String(index) },
      startsAt: '2026-03-04T02:00:00Z',
    }));
    await expect(createReceiver(rig.intake)({ version: '4', alerts })).rejects.toThrow();

    rig.state.judging = async () => {};
    await empty();
    rig.clock.advance(60_000);
    await rig.reach('verifying');
    expect(rig.cluster.writes).toHaveLength(1);
    expect(await verifyLedger(rig.db)).toMatchObject({ ok: true });
    expect(rig.limit()).toBe('512Mi');
  });
});
