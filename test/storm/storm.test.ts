import { describe, expect, it } from 'vitest';
import { partMissing } from '../parts/parts.ts';
import { playStorm } from './storm.ts';

describe.skipIf(partMissing('control-plane', 'alertmanager'))(
  'a storm of alerts from a pair of Alertmanagers',
  () => {
    it('loses none, makes one incident a target, and asks a model once for each while both fail half of the time', async () => {
      const groups = 12;
      const figures = await playStorm({
        groups,
        alertsPerGroup: 50,
        seconds: 3,
        settleSeconds: 10,
        timeoutMs: 120_000,
      });
      expect(figures).toMatchObject({ sent: 600, kept: 600, incidents: groups, targets: groups });
      expect(figures.failedNotifications).toBe(0);
      expect(figures.modelRequests).toBeLessThanOrEqual(2 * groups);
      expect(figures.diagnosedByModel).toBeGreaterThan(0);
      expect(figures.residentAtMost).toBeLessThan(300);
    }, 300_000);
  },
);
