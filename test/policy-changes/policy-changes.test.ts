import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourcesFor } from '../../src/compose/pull-requests.ts';
import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import type { Caller } from '../../src/domain/decision.ts';
import type { Json } from '../../src/domain/objects.ts';
import { guardrails } from '../../src/guardrails/index.ts';
import { judgeAction } from '../../src/guardrails/judge-action.ts';
import { packagedPolicies, policiesOf } from '../../src/guardrails/policies/load-policies.ts';
import { appendToLedger } from '../../src/ledger/append.ts';
import { createRehearsal } from '../../src/policy-changes/rehearse.ts';
import { type PolicyWish, requestPolicyChange } from '../../src/policy-changes/request-policy-change.ts';
import { readLedger } from '../../src/store/queries.ts';
import { memoryHost } from '../support/memory-host.ts';
import { startRig } from '../support/response-rig.ts';

const repository = { repository: 'acme/platform', base: 'main', folder: 'policies' };
const allowing = `    - name: policy-changes
      effect: allow
      actions: [open-pull-request]
      kinds: [firebreak.dev/ActionPolicy, firebreak.dev/FailurePatterns]
      names: ["*"]
      params:
        - path: ["**"]
`;

/** The packaged policies and their tests, as a repository has them. */
function packagedFiles(): Readonly<Record<string, string>> {
  const paths = ['.', 'tests'].flatMap((folder) =>
    readdirSync(join(packagedPolicies, folder))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(folder, name)),
  );
  return Object.fromEntries(
    paths.map((path) => [`policies/${path}`, readFileSync(join(packagedPolicies, path), 'utf8')]),
  );
}

const robin: Caller = { kind: 'person', name: 'robin', via: 'local', groups: [], from: '127.0.0.1' };
const sam: Caller = { ...robin, name: 'sam' };
const deny: PolicyWish = {
  as: 'deny-rule',
  scope: 'namespace',
  message: 'the scraper is not to be enlarged again',
};

async function startPolicyRig() {
  const host = memoryHost(repository.repository, packagedFiles());
  const texts = () =>
    [...host.files]
      .filter(([path]) => /^policies\/[^/]+\.yaml$/u.test(path))
      .map(([path, text]) => ({ name: path.replace('policies/', ''), text }));
  const rig = await startRig({
    pullRequests: {
      reader: host.reader,
      writer: host.writer,
      repositories: [],
      policyChanges: {
        repository,
        rehearse: createRehearsal({ clusterOf: recordedCluster, now: () => new Date(0) }),
      },
      lastingFix: async (_incident, { actions }) => ({ actions, notes: [] }),
      pollMilliseconds: 60_000,
      followMilliseconds: 14 * 24 * 3_600_000,
      applyMilliseconds: 600_000,
    },
  });
  const allowed = policiesOf(
    texts().map(({ name, text }) =>
      name === 'allowlist.yaml'
        ? { name, text: text.replace('  rules:\n', `  rules:\n${allowing}`) }
        : { name, text },
    ),
    'policies',
  );
  rig.state.policies = allowed;
  rig.state.guardrails = guardrails;
  return Object.assign(rig, {
    host,
    /** A mistake on record, by its place in the ledger. */
    async mistake(type: string, payload: unknown): Promise<number> {
      await rig.db
        .transaction()
        .execute((transaction) =>
          appendToLedger(
            transaction,
            [{ type, incident: 'inc_9', actor: 'firebreak', payload }],
            rig.clock.now(),
          ),
        );
      return (await readLedger(rig.db, { limit: 500 })).at(-1)?.seq ?? 0;
    },
    propose: (seq: number, wish: PolicyWish = deny) =>
      requestPolicyChange(
        { seq, index: 0, wish, by: robin },
        {
          ...host,
          db: rig.db,
          clock: rig.clock,
          ids: rig.worker.response.ids,
          redact: async (text: string) => text.replaceAll('hunter2', '[redacted:known]'),
          clusterName: 'default',
          changes: {
            repository,
            rehearse: createRehearsal({ clusterOf: recordedCluster, now: () => new Date(0) }),
          },
        },
      ),
  });
}

const refused = {
  proposal: 'prp_1',
  by: 'litellm:claude-haiku',
  purpose: 'fix',
  about: { alerts: ['OOM'], namespaces: ['cardboard'], target: null, causes: ['container.oom-killed'] },
  refused: [
    {
      action: 'set-resources',
      target: 'Deployment cardboard/price-scraper',
      params: { container: 'scraper', limits: { memory: '64Gi' } },
      verdicts: [
        { layer: 'allowlist', outcome: 'refuse', reason: 'allowlist.out-of-bounds', message: 'too much' },
      ],
    },
  ],
};

let rig: Awaited<ReturnType<typeof startPolicyRig>>;
beforeEach(async () => {
  rig = await startPolicyRig();
});
afterEach(() => rig.close());

describe('what people make of a mistake', () => {
  it('is a deny rule, in a pull request that somebody else approves, and fixed once it is merged', async () => {
    const before = rig.host.files.get('policies/allowlist.yaml') ?? '';
    const asked = await rig.propose(await rig.mistake('proposal.refused', refused));
    expect(asked).toMatchObject({
      ok: true,
      incident: { alerts: [], draft: { requestedBy: { name: 'robin' } } },
    });

    const waiting = await rig.reach('awaiting-approval');
    expect(waiting.proposal?.requestedBy?.name).toBe('robin');
    const [step] = waiting.proposal?.steps ?? [];
    expect(step?.verdicts.map(({ layer, outcome, reason }) => `${layer} ${outcome} ${reason}`)).toEqual([
      'allowlist pass allowlist.allowed',
      'selector pass selector.no-change',
      'pod-security pass pod-security.no-pod-change',
      'dry-run pass policy-change.tests-pass',
      expect.stringMatching(/^approval hold /u),
    ]);
    const request = step?.request;
    if (request?.verb !== 'open-pull-request') throw new Error('it opens a pull request');
    const { files, title, body } = request.pullRequest;
    expect(files.map(({ path }) => path)).toEqual(['policies/allowlist.yaml']);
    expect(title).toMatch(
      /^policies: deny set-resources on Deployment objects \(deny-set-resources-[0-9a-f]{8}\)$/u,
    );
    expect(body).toContain('`robin` asked Firebreak');
    expect(body).toMatch(/policy test: (\d+) of \1 pass before, \1 of \1 pass with it/u);
    const added = step?.diff.split('\n').filter((line) => /^[-+](?![-+])/u.test(line)) ?? [];
    expect(added.map((line) => line.slice(1).trim())).toEqual([
      expect.stringMatching(/^- name: deny-set-resources-/u),
      'effect: deny',
      'actions:',
      '- set-resources',
      'kinds:',
      '- Deployment',
      'namespaces:',
      '- cardboard',
      'message: the scraper is not to be enlarged again',
    ]);

    expect(await rig.decide(waiting, 'approve', robin)).toMatchObject({ ok: false });
    expect(await rig.decide(waiting, 'approve', sam)).toMatchObject({ ok: true });
    await rig.reach('following');
    expect(rig.host.files.get('policies/allowlist.yaml')).toBe(before);
    rig.host.change({ state: 'merged', endedBy: 'sam' });
    expect(await rig.reach('closed')).toMatchObject({
      outcome: 'fixed',
      note: expect.stringContaining('once the policies are loaded again'),
    });
    expect(rig.cluster.writes).toEqual([]);
    expect(await rig.ledger()).toContain('policy-change.requested');
  });

  it('is a pattern with their words, matched by what the ledger says', async () => {
    const misstep = {
      model: 'litellm:claude-haiku',
      reason: 'reply.unknown-tool',
      message: 'there is no tool get_weather',
      tool: 'get_weather',
      about: refused.about,
    };
    const seq = await rig.mistake('model.misstep', misstep);
    const words = {
      title: 'Weather',
      happened: 'It asked for the weather.',
      lesson: 'The weather is no evidence.',
    };
    const asked = await rig.propose(seq, { as: 'pattern', ...words });
    if (!asked.ok) throw new Error(`${asked.reason} ${asked.detail}`);
    const [action] = asked.incident.draft?.actions ?? [];
    expect(action?.target).toMatchObject({ kind: 'FailurePatterns', name: 'failure-patterns' });
    expect(JSON.stringify(action?.params)).toContain('"match":[{"sources":["invalid-reply"]');
  });

  it('holds where a test of the policies fails that passed before', async () => {
    const ownTest = { ...refused.refused[0], target: 'Deployment shop/web' };
    await rig.propose(await rig.mistake('proposal.refused', { ...refused, refused: [ownTest] }));
    const waiting = await rig.reach('awaiting-approval');
    expect(waiting.proposal?.steps[0]?.verdicts[3]).toMatchObject({
      outcome: 'hold',
      reason: 'policy-change.tests-fail',
      message: expect.stringContaining('memory may be doubled'),
    });
  });

  it('is refused without a rule that allows it, and nobody is asked to do better', async () => {
    rig.state.policies = { ...rig.state.policies, rules: [] };
    await rig.propose(await rig.mistake('proposal.refused', refused));
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'refused', refusals: [expect.anything()] });
    expect(rig.host.calls).not.toContain('open');
  });

  it('is proposed once, and not for what is nowhere on record', async () => {
    const seq = await rig.mistake('proposal.refused', refused);
    expect(await rig.propose(seq)).toMatchObject({ ok: true });
    expect(await rig.propose(seq)).toMatchObject({
      ok: false,
      kind: 'conflict',
      reason: 'policy-change.under-way',
    });
    expect(await rig.propose(999)).toMatchObject({
      ok: false,
      kind: 'not-found',
      reason: 'policy-change.untold',
    });
  });

  it('takes no glob for a name: that would deny more than was meant', async () => {
    const wide = { ...refused.refused[0], target: 'Deployment cardboard/*' };
    const seq = await rig.mistake('proposal.refused', { ...refused, refused: [wide] });
    expect(await rig.propose(seq)).toMatchObject({ ok: false, reason: 'policy-change.untold' });
  });
});

describe('a change of the policies, whoever drafts it', () => {
  const rules = { apiVersion: 'firebreak.dev/v1', kind: 'ActionPolicy', name: 'allowlist' };
  const rule = { name: 'x', effect: 'deny', actions: ['*'] };

  /** As an investigation leaves it: whatever a model has drafted, nobody has asked for it. */
  const drafted = { draft: { purpose: 'fix', by: 'litellm:claude-haiku', actions: [] } } as const;

  async function judged(
    change: Readonly<Record<string, Json>>,
    more: { path?: string; asked?: boolean } = {},
  ) {
    const { path = 'policies/allowlist.yaml', asked = true } = more;
    const edits = [{ path, change: { object: rules, field: '/spec/rules/-', value: rule, ...change } }];
    const params = { repository: 'acme/platform', base: 'main', title: 'a change', body: 'because', edits };
    const opened = await rig.propose(await rig.mistake('proposal.refused', refused));
    if (!opened.ok) throw new Error(opened.reason);
    const { pullRequests, ...setting } = await rig.worker.response.judgeSetting(opened.incident);
    const { policyChanges, ...sources } = pullRequests ?? {};
    if (policyChanges === undefined || !('reader' in sources)) throw new Error('there is a repository');
    const composed = { sources, policyChanges };
    const { verdicts } = await judgeAction(
      {
        input: {
          apiVersion: 'firebreak.dev/v1',
          action: 'open-pull-request',
          cluster: 'default',
          target: change['object'] ?? rules,
          params,
        },
        marker: 'prp_1.1',
        at: '2026-03-04T02:00:00.000Z',
        provisional: () => false,
      },
      { ...setting, pullRequests: sourcesFor(composed, asked ? opened.incident : drafted) },
    );
    return verdicts[0];
  }

  it.each<[string, Readonly<Record<string, Json>>, string]>([
    [
      'an allow rule',
      { value: { ...rule, effect: 'allow', kinds: ['*'], namespaces: ['*'] } },
      'policy-change.widens',
    ],
    ['another rule in the place of one', { field: '/spec/rules/0', value: rule }, 'policy-change.widens'],
    ['the rules as a whole', { field: '/spec/rules', value: [] }, 'policy-change.widens'],
    [
      'the limits',
      { object: { ...rules, kind: 'Limits', name: 'limits' }, field: '/spec/coolDownSeconds', value: 0 },
      'policy-change.widens',
    ],
    [
      'the approvers',
      {
        object: { ...rules, kind: 'Approvers', name: 'approvers' },
        value: { name: 'x', people: ['*'], risks: ['high'] },
      },
      'policy-change.widens',
    ],
    ['a deny rule that does not load', { value: { ...rule, when: 'nothing(' } }, 'policy-change.broken'],
  ])('is refused where it is %s', async (_what, change, reason) => {
    expect(await judged(change)).toMatchObject({ outcome: 'refuse', reason });
  });

  it('is refused in another file', async () => {
    expect(await judged({}, { path: 'policies/tests/allowlist.yaml' })).toMatchObject({
      reason: 'pull-request.not-allowed',
    });
  });

  it('is refused where no person has asked for it', async () => {
    expect(await judged({}, { asked: false })).toMatchObject({ reason: 'pull-request.not-configured' });
  });
});
