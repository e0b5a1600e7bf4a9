import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import { failpoints } from '../faults/kills/failpoint-names.ts';
import { atRandom } from '../faults/kills/kill-run.ts';
import { reliabilityPage, stormsOf } from '../faults/kills/page.ts';

const page = readFileSync(join(root, 'docs/reliability.md'), 'utf8');
const randomKills = Number(new RegExp(`^\\| ${atRandom} \\| (\\d+) `, 'mu').exec(page)?.[1]);

describe('docs/reliability.md', () => {
  it('is what the kill harness writes of a run over every failpoint that found nothing', () => {
    const places = [...failpoints, ...Array.from({ length: randomKills }, () => atRandom)];
    const kills = places.map((where) => ({ where, at: 0 }));
    expect(page).toBe(reliabilityPage({ kills, findings: [] }, stormsOf(page)));
  });

  it('rests on at least 300 kills at random times', () => {
    expect(randomKills).toBeGreaterThanOrEqual(300);
  });
});
