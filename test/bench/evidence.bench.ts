import { describe, it } from 'vitest';
import { startBigCluster } from './big-cluster.ts';
import { firstPasses } from './evidence-pass.ts';
import { percentiles, row, timed } from './percentiles.ts';

const passesMade = 60;
const mebibyte = 1024 * 1024;

describe('the first pass over a namespace of 2,000 pods, in a cluster of 20,000', () => {
  it('beside the same API calls, bare, one after another', async () => {
    const cluster = await startBigCluster();
    const passes = firstPasses(cluster.url, cluster.now);
    let most = 0;
    const sampled = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 20);
    try {
      await passes.pass(cluster.payload);
      const [from, bytes] = [cluster.requests.length, cluster.bytes()];
      const { cost } = await passes.pass(cluster.payload);
      const calls = cluster.requests.slice(from);
      const answered = cluster.bytes() - bytes;
      const whole = await timed(passesMade, async () => await passes.pass(cluster.payload));
      const bare = await timed(passesMade, async () => {
        for (const path of calls) await (await fetch(`${cluster.url}${path}`)).text();
      });
      row('', 'p50 ms', 'p99 ms');
      row('first pass, triage', ...percentiles(whole, 50, 99));
      row('bare API calls', ...percentiles(bare, 50, 99));
      row('API calls', cost.apiCalls);
      row('characters', cost.evidenceCharacters);
      row('KiB answered', answered / 1024);
      row('RSS at most, MiB', most / mebibyte);
    } finally {
      clearInterval(sampled);
      await passes.close();
      await cluster.stop();
    }
  });
});
