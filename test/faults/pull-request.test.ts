import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PageVisitor } from '../approvals/page-visitor.ts';
import { podsOf } from '../parts/kube-pods.ts';
import { oomBelow300Mi } from '../parts/kwok-stages.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import { type Application, useLastingFixBench } from '../scenarios/lasting-fix-bench.ts';
import type { FirebreakProcess, IncidentDetail } from '../support/firebreak-process.ts';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 240_000 });

/** Argo CD takes live changes back, so that the pull request is all there is to do. */
const application: Application = { app: 'cardboard', namespace: 'cardboard', healsItself: true };

/** Where a process dies on its way through the calls that a pull request takes. */
interface Death {
  readonly route: string;
  /** Doctor asks GitHub too, so a call counts once the write before it on the way has been done. */
  readonly after?: string;
  /** Whether GitHub had done what it was asked for. */
  readonly fate: 'lost-request' | 'lost-answer';
}

const below = '/repos/{owner}/{repo}';
const writes = [
  'git/blobs',
  'git/trees',
  'git/commits',
  'git/refs',
  'pulls',
  'issues/{issue_number}/labels',
  'pulls/{pull_number}/requested_reviewers',
].map((path) => `POST ${below}/${path}`);
const firstRead = `GET ${below}/pulls`;
const lastRead = `GET ${below}/commits/{ref}/status`;

const fates = ['lost-request', 'lost-answer'] as const;
const deaths: readonly Death[] = [
  { route: firstRead, fate: 'lost-request' },
  ...writes.flatMap((route, index) => {
    const after = writes[index - 1];
    return fates.map((fate) => ({ route, fate, ...(after === undefined ? {} : { after }) }));
  }),
  { route: lastRead, fate: 'lost-answer', after: writes.at(-1) ?? '' },
];

/** `scripts/kill-harness.mjs` sets it and walks all of them; otherwise there is time for the delicate ones. */
const isFullRun = Number(process.env['FIREBREAK_RANDOM_KILLS'] ?? 0) > 0;
/** What has been done at GitHub by then, and is not on record here. */
const delicate = deaths.filter(
  ({ route, fate }) => fate === 'lost-answer' && !/blobs|trees|commits$|ref\}\/check/u.test(route),
);

describe.skipIf(partMissing('control-plane', 'chart-tools'))('a pull request', () => {
  const bench = useLastingFixBench([application], [oomBelow300Mi]);
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-deaths-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Tells of the crash loop; gives the incident that waits for people. */
  async function proposed(firebreak: FirebreakProcess): Promise<IncidentDetail> {
    const pod = await waitFor(
      async () =>
        (await podsOf(bench.cluster(), 'cardboard', 'app.kubernetes.io/name=price-scraper')).find(
          ({ restarts }) => restarts > 0,
        ),
      { what: 'the scraper to crash' },
    );
    const labels = { alertname: 'PodCrashLoopBackOff', namespace: 'cardboard', pod: pod.name };
    await firebreak.notify([{ labels: { ...labels, container: 'scraper' } }]);
    return firebreak.incidentIn('awaiting-approval', 60_000);
  }

  /** One branch, one pull request, with all that belongs to it. */
  function expectOne(): void {
    const { pulls, git } = bench.repository();
    expect(pulls).toMatchObject([{ state: 'open', labels: ['firebreak'], reviewers: ['ann'] }]);
    expect(git.branches().filter((name) => name.startsWith('firebreak/'))).toEqual([pulls[0]?.head]);
  }

  const walked = isFullRun ? deaths : delicate;
  it.each(walked)('is one after a death at $route ($fate), and is followed', async (death) => {
    const { route, fate, after } = death;
    const dataDir = mkdtempSync(join(folder, 'data-'));
    const first = await bench.start({ dataDir });
    const waiting = await proposed(first);
    const from = bench.github().calls.length;
    const isDone = (write: string) =>
      bench
        .github()
        .calls.slice(from)
        .some((call) => call.route === write && call.status !== undefined && call.status < 300);
    let dead = false;
    bench.github().onCall(async (call) => {
      if (dead) return 'lost-request';
      if (call.route !== route || (after !== undefined && !isDone(after))) return undefined;
      dead = true;
      process.kill(first.pid, 'SIGKILL');
      return fate;
    });
    await first.approve(waiting);
    await waitFor(() => dead, { what: `a call of ${route}`, timeoutMs: 60_000 });
    await first.stop();
    bench.github().onCall(undefined);

    const second = await bench.start({ dataDir });
    const following = await second.incidentIn('following', 90_000);
    expect(following).toMatchObject({ id: waiting.id, executions: [{ status: 'applied' }] });
    expect(following.timeline.filter(({ type }) => type === 'execution.applied')).toHaveLength(1);
    expectOne();
  });

  it('is one where two services, each with its own record, propose and open it at once', async () => {
    const first = await bench.start();
    const second = await bench.start();
    try {
      const waiting = await proposed(first);
      const other = await proposed(second);
      await Promise.all([first.approve(waiting), second.approve(other)]);
      const [one, two] = await Promise.all([
        first.incidentIn('following', 90_000),
        second.incidentIn('following', 90_000),
      ]);

      const numbers = [one, two].map(({ executions }) => executions.at(-1)?.pullRequest?.number);
      expect(numbers).toEqual([1, 1]);
      expectOne();
    } finally {
      await first.stop();
    }
  });

  it('waits while GitHub is away, which the page says, and is opened once it is back', async () => {
    const firebreak = await bench.start();
    const waiting = await proposed(firebreak);
    bench.github().onCall(async () => 'lost-request');
    await firebreak.approve(waiting);
    const { url } = firebreak;
    const visitor = await PageVisitor.signInByToken(url, 'on-call', firebreak.signInToken());
    const page = `/incidents/${waiting.id}`;
    await waitFor(async () => (await visitor.text(page)).includes('The pull request is not opened yet'), {
      what: 'the page to say what it waits for',
    });
    expect(bench.repository().pulls).toEqual([]);

    bench.github().onCall(undefined);
    expect(await firebreak.incidentIn('following', 120_000)).toMatchObject({ id: waiting.id });
    expectOne();
  });

  it('that a person closes is denied by them, asks why, and is one denial on record', async () => {
    const firebreak = await bench.start();
    await firebreak.approve(await proposed(firebreak));
    await firebreak.incidentIn('following', 60_000);
    await bench.decline();
    const closed = await firebreak.incidentIn('closed');
    expect(closed).toMatchObject({
      outcome: 'denied',
      note: expect.stringContaining('ann closed the pull request') as string,
    });

    const { status } = await firebreak.api('POST', `/incidents/${closed.id}/decision`, {
      proposal: closed.proposal?.id,
      hash: closed.proposal?.hash,
      decision: 'deny',
      reason: 'the scraper is retired next week',
    });
    expect(status).toBe(200);
    const { json } = await firebreak.api('GET', '/patterns?source=denial');
    expect(json).toMatchObject({ total: 1 });
    expect(JSON.stringify(json)).toContain('the scraper is retired next week');
  });

  it('is left to its reviewers with one comment where the alert ends first', async () => {
    const firebreak = await bench.start();
    const waiting = await proposed(firebreak);
    await firebreak.approve(waiting);
    await firebreak.incidentIn('following', 60_000);
    const labels = waiting.alerts[0]?.labels ?? {};
    await firebreak.notify([{ labels, status: 'resolved' }]);

    expect(await firebreak.incidentIn('closed')).toMatchObject({ outcome: 'self-resolved' });
    expect(bench.repository().pulls).toMatchObject([{ state: 'open', comments: [{}] }]);
  });
});
