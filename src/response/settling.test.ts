import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRig } from '../../test/support/response-rig.ts';

describe('an alert that fires for ten seconds of each minute, for an hour', () => {
  let rig: Awaited<ReturnType<typeof startRig>>;
  let investigations = 0;
  beforeEach(async () => {
    rig = await startRig();
    investigations = 0;
    rig.state.investigate = async () => {
      investigations += 1;
    };
    for (let minute = 0; minute < 60; minute += 1) {
      await rig.notify('KubePodNotReady');
      while (await rig.step());
      rig.clock.advance(10_000);
      await rig.notify('KubePodNotReady', { status: 'resolved' });
      while (await rig.step());
      rig.clock.advance(50_000);
      while (await rig.step());
    }
  });
  afterEach(() => rig.close());

  it('makes a handful of incidents, and none that anybody is asked about', async () => {
    const incidents = await rig.db.selectFrom('incidents').select(['state', 'outcome']).execute();
    expect(incidents.length).toBeLessThan(10);
    expect(investigations).toBe(0);
  });

  it('is investigated all the same once it stays', async () => {
    await rig.notify('KubePodNotReady');
    await rig.reach('awaiting-approval');
    expect(investigations).toBe(1);
  });
});
