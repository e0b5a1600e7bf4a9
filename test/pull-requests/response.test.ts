import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RepositoryError, type RepositoryErrorCode } from '../../src/ports/repository-host.ts';
import { createFailureLog } from '../../src/ledger/failure-patterns/failure-log.ts';
import { readLedger } from '../../src/store/queries.ts';
import { setStopped } from '../../src/store/stop-switch.ts';
import { alice, raise, web } from '../support/response-rig.ts';
import { manifest, path, proposeMemory, type PullRequestRig, startPullRequestRig } from './response-rig.ts';

const hour = 3_600_000;

describe('a pull request in the response', () => {
  let rig: PullRequestRig;
  beforeEach(async () => {
    rig = await startPullRequestRig();
  });
  afterEach(() => rig.close());

  it('is proposed with the exact files, opened once approved, and nothing is written to the cluster', async () => {
    const waiting = await rig.approved();
    const following = await rig.reach('following');

    expect(waiting.proposal?.steps[0]).toMatchObject({
      request: {
        verb: 'open-pull-request',
        pullRequest: {
          branch: expect.stringMatching(/^firebreak\/[0-9a-f]{20}$/u),
          files: [{ path, content: manifest.replace('256Mi', '512Mi') }],
        },
      },
      diff: expect.stringContaining('+            limits: { memory: 512Mi } # measured in March'),
      inverse: { irreversible: expect.any(String) },
    });
    expect(following.executions).toMatchObject([
      { status: 'applied', pullRequest: { number: 1, state: 'open' } },
    ]);
    expect(rig.cluster.writes).toEqual([]);
  });

  it('is followed for days without holding anything, and what changes about it is on record', async () => {
    await rig.approved();
    await rig.reach('following');
    await rig.step();
    rig.clock.advance(72 * hour);
    rig.host.change({ checks: 'passing', reviews: 'approved' });
    await rig.step();

    const incident = await rig.incident();
    expect(incident).toMatchObject({
      state: 'following',
      executions: [{ pullRequest: { checks: 'passing', reviews: 'approved' } }],
    });
    expect(await rig.db.selectFrom('changes').selectAll().execute()).toEqual([]);
    expect((await rig.ledger()).filter((type) => type === 'pull-request.changed')).toHaveLength(1);
  });

  it('is on record with each commit that people push to it, since that is what they merge', async () => {
    await rig.approved();
    await rig.reach('following');
    await rig.step();
    const pushed = 'b'.repeat(40);
    rig.host.change({ headCommit: pushed });
    rig.clock.advance(hour);
    await rig.step();

    const told = (await readLedger(rig.db, { limit: 500 })).filter(
      ({ type }) => type === 'pull-request.changed',
    );
    expect(told.map(({ payload }) => payload)).toEqual([expect.objectContaining({ headCommit: pushed })]);
  });

  it('is verified once it is merged and the cluster holds it', async () => {
    await rig.approved();
    await rig.reach('following');
    rig.host.change({ state: 'merged' });
    const verifying = await rig.reach('verifying');
    await rig.step();
    expect((await rig.incident()).verification?.checks).toMatchObject([
      { name: 'values', outcome: 'not-yet' },
      { name: 'rollout' },
      { name: 'condition' },
    ]);

    const raised = (object: string) => JSON.parse(object.replace('256Mi', '512Mi')) as typeof web;
    rig.cluster.put(raised(JSON.stringify(rig.cluster.get(web))));
    rig.state.condition = 'gone';

    expect(await rig.reach('closed')).toMatchObject({ outcome: 'fixed', id: verifying.id });
    expect(rig.cluster.writes).toEqual([]);
  });

  it('that a person closes is denied, with what was denied on record', async () => {
    await rig.approved();
    await rig.reach('following');
    rig.host.change({ state: 'closed', endedBy: 'robin' });

    expect(await rig.reach('closed')).toMatchObject({
      outcome: 'denied',
      note: expect.stringContaining('robin closed the pull request'),
    });
    expect(await rig.ledger()).toContain('pull-request.declined');
  });

  it('that a person closes asks why, and takes one answer', async () => {
    await rig.approved();
    await rig.reach('following');
    rig.host.change({ state: 'closed', endedBy: 'robin' });
    const closed = await rig.reach('closed');
    expect(await rig.decide(closed, 'approve')).toMatchObject({
      ok: false,
      reason: 'decision.already-decided',
    });

    expect(await rig.decide(closed, 'deny')).toMatchObject({ ok: true });
    expect(await rig.decide(closed, 'deny')).toMatchObject({ ok: false, reason: 'decision.already-decided' });

    const failures = createFailureLog(rig.db, () => ({
      version: '1',
      failurePatterns: [],
      namespaceMap: rig.state.policies.namespaceMap,
    }));
    expect(await failures.mistakes()).toMatchObject([{ source: 'denial', action: 'open-pull-request' }]);
    expect(await failures.counts()).toMatchObject([{ key: { source: 'denial' }, count: 1 }]);
  });

  it('that a person closes is one denial also while it is looked at in between', async () => {
    const failures = createFailureLog(rig.db, () => ({ ...rig.state.policies, version: '1' }));
    await rig.approved();
    await rig.reach('following');
    rig.host.change({ state: 'closed' });
    const closed = await rig.reach('closed');
    const total = async () => (await failures.counts()).reduce((sum, { count }) => sum + count, 0);
    expect(await total()).toBe(1);
    await rig.decide(closed, 'deny');
    expect(await total()).toBe(1);
  });

  it('is left to people also where no comment is let through', async () => {
    await rig.approved();
    await rig.reach('following');
    rig.host.before = async (call) => {
      if (call === 'comment') throw new RepositoryError('forbidden', 'may not comment');
    };
    await rig.notify('KubePodCrashLooping', { status: 'resolved' });
    expect(await rig.reach('closed')).toMatchObject({
      outcome: 'self-resolved',
      note: expect.stringContaining('may not comment'),
    });
  });

  it('that people have closed is not proposed again', async () => {
    await rig.approved();
    await rig.reach('following');
    rig.host.change({ state: 'closed' });
    await rig.reach('closed');
    await rig.notify('KubePodNotReady');

    const again = await rig.reach('closed');
    expect(again).toMatchObject({ outcome: 'refused', executions: [] });
    expect(again.refusals[0]?.refused[0]?.verdicts[0]?.reason).toBe('pull-request.decided-before');
    expect(rig.host.pullRequests()).toHaveLength(1);
  });

  it('is left to people with one comment where the alerts resolve meanwhile', async () => {
    await rig.approved();
    await rig.reach('following');
    await rig.notify('KubePodCrashLooping', { status: 'resolved' });

    expect(await rig.reach('closed')).toMatchObject({ outcome: 'self-resolved' });
    expect(rig.host.comments).toHaveLength(1);
    expect(rig.host.pullRequests()).toMatchObject([{ state: 'open' }]);
  });

  it('is not opened in dry-run mode', async () => {
    Object.assign(rig.worker.response, { mode: 'dry-run' });
    await rig.approved();
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'dry-run' });
    expect(rig.host.calls).not.toContain('open');
  });

  describe('whose opener dies before that is stored', () => {
    beforeEach(async () => {
      await rig.approved();
      rig.host.after = async () => {
        rig.host.after = async () => {};
        throw new Error('the process went down');
      };
    });

    it('is one, and what it may lack is completed', async () => {
      const following = await rig.reach('following');
      expect(rig.host.pullRequests()).toHaveLength(1);
      expect(following.executions).toMatchObject([{ status: 'applied' }]);
      expect(rig.host.calls.filter((call) => call === 'open')).toHaveLength(2);
    });

    it('stands also where it cannot be completed, which is said', async () => {
      rig.host.before = async (call) => {
        const isAgain = call === 'open' && rig.host.pullRequests().length === 1;
        if (isAgain) throw new RepositoryError('forbidden', 'may not ask for a review');
      };
      expect((await rig.reach('following')).executions).toMatchObject([
        { status: 'applied', message: expect.stringContaining('may not ask for a review') },
      ]);
    });

    it('is left as it is while people have stopped everything', async () => {
      await rig.reach('executing');
      while (rig.host.pullRequests().length === 0) await rig.step();
      await setStopped(rig.db, true, alice, rig.clock.now());
      rig.clock.advance(60_000);
      expect((await rig.reach('following')).executions).toMatchObject([{ status: 'applied' }]);
      expect(rig.host.calls.filter((call) => call === 'open')).toHaveLength(1);
    });
  });

  it('waits while the host is away, says so once, and is opened as it was approved', async () => {
    const waiting = await rig.approved();
    rig.host.before = async () => {
      throw new RepositoryError('unreachable', 'github.example does not answer');
    };
    const away = async () => {
      for (let round = 0; round < 6; round += 1) {
        while (await rig.step());
        rig.clock.advance(60_000);
      }
      return rig.incident();
    };
    expect((await away()).executions).toMatchObject([
      { status: 'intended', message: expect.stringContaining('github.example does not answer') },
    ]);
    expect((await rig.ledger()).filter((type) => type === 'execution.outcome-unknown')).toHaveLength(1);

    rig.host.before = async () => {};
    const following = await rig.reach('following');
    expect(following.proposal?.hash).toBe(waiting.proposal?.hash);
    expect(rig.host.pullRequests()).toHaveLength(1);
  });

  it('is on hold while the host is away and Argo CD would undo the live change, and proposed when it is back', async () => {
    const { pullRequests } = rig.worker.response;
    const lasting = { waitsFor: 'github.example does not answer; Argo CD undoes it' };
    Object.assign(pullRequests ?? {}, {
      lastingFix: async () => ({ actions: [raise('512Mi')], notes: [], ...lasting }),
    });
    await rig.notify('KubePodCrashLooping');
    const held = await rig.reach('reviewing');
    expect(held.draft).toMatchObject({
      heldBy: { reason: 'pull-request.host-away', message: lasting.waitsFor },
    });
    for (let round = 0; round < 4; round += 1) {
      while (await rig.step());
      rig.clock.advance(60_000);
    }
    expect(await rig.incident()).toMatchObject({ state: 'reviewing' });
    expect((await rig.ledger()).filter((type) => type === 'diagnosis.made')).toHaveLength(1);

    Object.assign(pullRequests ?? {}, {
      lastingFix: async () => ({ actions: [proposeMemory('512Mi')], notes: [] }),
    });
    expect((await rig.reach('awaiting-approval')).proposal?.steps).toMatchObject([
      { action: { action: 'open-pull-request' } },
    ]);
  });

  it('tells no secret that its words or its notes quote, from the draft on', async () => {
    const proposed = proposeMemory('512Mi');
    const body = 'As it is: denied for hunter2';
    Object.assign(rig.worker.response.pullRequests ?? {}, {
      lastingFix: async () => ({
        actions: [{ ...proposed, params: { ...proposed.params, body } }],
        notes: ['no pull request: the host says hunter2'],
      }),
    });
    await rig.notify('KubePodCrashLooping');
    const incident = await rig.reach('awaiting-approval');
    const entries = await readLedger(rig.db, { limit: 500 });
    expect(JSON.stringify(incident)).toContain('denied for [redacted]');
    expect(JSON.stringify({ incident, entries })).not.toContain('hunter2');
  });

  it.each<RepositoryErrorCode>([
    'unauthorized',
    'forbidden',
    'not-found',
    'archived',
    'protected',
    'rate-limited',
    'server-error',
  ])('survives that the host says %s until somebody has mended it', async (code) => {
    await rig.approved();
    rig.host.before = async (call) => {
      if (call === 'open') throw new RepositoryError(code, `the host says ${code}`);
    };
    for (let round = 0; round < 20; round += 1) {
      await rig.step();
      rig.clock.advance(10_000);
    }
    expect((await rig.incident()).executions).toMatchObject([
      { status: 'intended', message: expect.stringContaining(`the host says ${code}`) },
    ]);
    rig.host.before = async () => {};
    expect((await rig.reach('following')).executions).toMatchObject([{ status: 'applied' }]);
  });

  it('goes back to people where the file has changed since they approved', async () => {
    await rig.approved();
    await rig.reach('executing');
    rig.host.files.set(path, manifest.replace('# measured in March', '# measured in April'));

    const again = await rig.reach('awaiting-approval');
    expect(again.proposal?.changedSince).toContain('changed since approval');
    expect(again.proposal?.steps[0]?.diff).toContain('measured in April');
    expect(rig.host.pullRequests()).toEqual([]);
  });

  it('goes back to people with what they had to know before', async () => {
    const known = 'It is drift until this is merged.';
    Object.assign(rig.worker.response.pullRequests ?? {}, {
      lastingFix: async () => ({ actions: [proposeMemory('512Mi')], notes: [known] }),
    });
    await rig.approved();
    await rig.reach('executing');
    rig.host.files.set(path, manifest.replace('# measured in March', '# measured in April'));

    expect((await rig.reach('awaiting-approval')).proposal?.notes).toEqual([known]);
  });

  describe('together with a live change', () => {
    beforeEach(() => {
      rig.state.actions = [raise('512Mi'), proposeMemory('512Mi')];
    });

    it('is one proposal; it is opened for what has proved itself, and the incident is fixed', async () => {
      const waiting = await rig.approved();
      expect(waiting.proposal?.steps.map(({ request }) => request.verb)).toEqual([
        'patch',
        'open-pull-request',
      ]);
      await rig.reach('verifying');
      expect(rig.host.calls).not.toContain('open');

      rig.state.condition = 'gone';
      expect(await rig.reach('closed')).toMatchObject({ outcome: 'fixed' });
      expect(rig.limit()).toBe('512Mi');
      expect(rig.host.pullRequests()).toMatchObject([{ state: 'open' }]);
    });

    it('is not opened for what did not help', async () => {
      await rig.approved();
      await rig.reach('verifying');
      const undo = await rig.reach('awaiting-approval');
      expect(undo.proposal?.purpose).toBe('undo');
      expect(rig.host.pullRequests()).toEqual([]);
    });

    it('stands alone where the policies refuse the live change, and the live change where they refuse it', async () => {
      const [layer] = rig.state.guardrails;
      if (layer === undefined) throw new Error('the rig has a layer');
      const refusing = (name: string) => ({
        ...layer,
        judge: async (context: Parameters<typeof layer.judge>[0]) =>
          context.action.action === name
            ? ({
                layer: 'allowlist',
                outcome: 'refuse',
                reason: 'allowlist.no-rule',
                message: 'no rule',
              } as const)
            : layer.judge(context),
      });
      rig.state.guardrails = [refusing('set-resources')];
      await rig.notify('KubePodCrashLooping');
      expect((await rig.reach('awaiting-approval')).proposal).toMatchObject({
        steps: [{ action: { action: 'open-pull-request' } }],
        leftOut: [{ action: 'set-resources', verdicts: [{ reason: 'allowlist.no-rule' }] }],
      });

      rig.state.guardrails = [refusing('open-pull-request')];
      await rig.notify('KubePodNotReady', { deployment: 'other' });
      expect((await rig.reach('awaiting-approval')).proposal).toMatchObject({
        steps: [{ action: { action: 'set-resources' } }],
        leftOut: [{ action: 'open-pull-request', verdicts: [{ reason: 'allowlist.no-rule' }] }],
      });
    });
  });
});
