import { describe, expect, it, vi } from 'vitest';
import { partMissing } from '../parts/parts.ts';
import { useCrashLoopBench } from '../scenarios/crash-loop-bench.ts';
import { postCrashLoop, scraperLimit } from '../scenarios/real-cluster.ts';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 240_000 });

describe.skipIf(partMissing('control-plane'))('a process killed between approval and outcome', () => {
  const bench = useCrashLoopBench();

  it.each([
    ['before the write reaches the API server', 'lost-request'],
    ['after the write, before its answer', 'lost-answer'],
  ] as const)('%s writes once and reaches its end after a restart', async (_what, fate) => {
    const first = await bench.start();
    await postCrashLoop(bench.cluster(), first);
    const proposed = await first.incidentIn('awaiting-approval');
    const second = await bench.dieInWrite(fate, () => first.approve(proposed));
    const closed = await second.incidentIn('closed', 200_000);

    expect(closed).toMatchObject({ id: proposed.id, outcome: 'fixed' });
    expect(await scraperLimit(bench.cluster())).toBe('512Mi');
    expect(await bench.writes()).toEqual([
      'patch /apis/apps/v1/namespaces/cardboard/deployments/price-scraper',
    ]);
    expect(closed.timeline.filter((entry) => entry.type === 'execution.applied')).toHaveLength(1);
  });
});
