import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import { partMissing } from '../parts/parts.ts';
import { delicateFailpoints, durableWrites, failpoints, rarelyReached } from './kills/failpoint-names.ts';
import { type KillPlan, type KillResult, runKills } from './kills/kill-run.ts';
import { reliabilityPage, stormsOf } from './kills/page.ts';

/** `scripts/kill-harness.mjs` sets it, walks all failpoints and writes the page; otherwise there is time for the delicate ones. */
const randomKills = Number(process.env['FIREBREAK_RANDOM_KILLS'] ?? 0);
const isFullRun = randomKills > 0;

vi.setConfig({ testTimeout: isFullRun ? 7_200_000 : 300_000 });

/** A linear congruential generator: the same seed draws the same times. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = randomFrom(20_260_304);
const shortPlan: KillPlan = {
  failpoints: delicateFailpoints,
  randomKills: 4,
  alertmanagers: 1,
  troublesAtOnce: 4,
  random,
};
const fullPlan: KillPlan = {
  failpoints,
  randomKills,
  alertmanagers: 2,
  troublesAtOnce: 8,
  random,
  told: (line) => void process.stderr.write(`${line}\n`),
};

/** Durable writes without a name: nobody has killed the service there. */
function nameless({ passed }: KillResult): readonly string[] {
  const known = new Set<string>([...durableWrites, ...rarelyReached]);
  const names = [...passed].flatMap((point) => /commit of (.+)/u.exec(point)?.[1] ?? []);
  return names.filter((name) => !known.has(name));
}

describe.skipIf(partMissing('control-plane', 'alertmanager'))('the service, killed again and again', () => {
  it('loses nothing, does nothing twice, and leaves nothing open', async () => {
    const result = await runKills(isFullRun ? fullPlan : shortPlan);
    const { acknowledged, writes, troubles } = result;
    fullPlan.told?.(JSON.stringify({ kills: result.kills.length, troubles, ...acknowledged, writes }));

    expect(result.findings).toEqual([]);
    expect(result.unreached).toEqual([]);
    expect(nameless(result)).toEqual([]);
    expect(writes).toBeGreaterThan(0);
    if (!isFullRun) return;
    const storms = stormsOf(readFileSync(join(root, 'docs', 'reliability.md'), 'utf8'));
    await expect(reliabilityPage(result, storms)).toMatchFileSnapshot('../../docs/reliability.md');
  });
});
