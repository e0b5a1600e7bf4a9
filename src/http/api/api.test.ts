import { describe, expect, it } from 'vitest';
import type { ReasonCode } from '../../domain/reasons.ts';
import { FakePorts } from '../../../test/pages/fakes.ts';
import { fixedScraper, oomScraper, oomScraperLedger } from '../../../test/pages/incidents/oom-scraper.ts';
import { selectorTrap } from '../../../test/pages/incidents/selector-trap.ts';
import { healed, settling } from '../../../test/pages/incidents/small-incidents.ts';
import { mistakes } from '../../../test/pages/mistakes.ts';
import { reportOf } from '../../../test/pages/reports.ts';
import { API_TOKEN, APPROVER_TOKEN, signIn, testApp, VIEWER_TOKEN } from '../../../test/pages/test-app.ts';

const incidents = [settling, oomScraper, selectorTrap, fixedScraper, healed];

function build() {
  const ports = new FakePorts(incidents, oomScraperLedger);
  const { app } = testApp({ ports });
  const call = async (
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
    token = APPROVER_TOKEN,
  ) =>
    app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { payload: body }),
    });
  return { app, ports, call };
}

const decision = {
  proposal: oomScraper.proposal?.id ?? '',
  hash: oomScraper.proposal?.hash ?? '',
  decision: 'approve',
};

describe('GET /api/v1/incidents', () => {
  it('lists summaries with the fields of the contract', async () => {
    const answer = await build().call('GET', '/incidents');
    expect(answer.json().next).toBeNull();
    expect(answer.json().incidents).toHaveLength(5);
    expect(answer.json().incidents[1]).toEqual({
      id: oomScraper.id,
      state: 'awaiting-approval',
      outcome: null,
      title: oomScraper.title,
      cluster: 'default',
      namespace: 'cardboard',
      target: oomScraper.target,
      severity: 'critical',
      alerts: 2,
      openedAt: oomScraper.openedAt,
      updatedAt: oomScraper.updatedAt,
    });
  });

  it('filters and pages', async () => {
    const { call } = build();
    const waiting = await call('GET', '/incidents?state=awaiting-approval&q=scraper&unknown=1');
    expect(waiting.json().incidents.map(({ id }: { id: string }) => id)).toEqual([oomScraper.id]);

    const first = await call('GET', '/incidents?limit=3');
    const second = await call('GET', `/incidents?limit=3&after=${first.json().next}`);
    const ids = [...first.json().incidents, ...second.json().incidents].map(({ id }: { id: string }) => id);
    expect(ids).toEqual(incidents.map(({ id }) => id));
    expect(second.json().next).toBeNull();
  });

  it('answers a filter that it does not know with a problem document', async () => {
    const answer = await build().call('GET', '/incidents?state=sleeping');
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ type: 'about:blank', status: 400, code: 'request.invalid' });
    expect(answer.json().detail).toContain('/state');
  });
});

describe('GET /api/v1/incidents/{id}', () => {
  it('tells everything, under the names of the contract', async () => {
    const body = (await build().call('GET', `/incidents/${oomScraper.id}`)).json();
    expect(body.alerts).toEqual(oomScraper.alerts);
    expect(body.evidence).toEqual(oomScraper.evidence);
    expect(body.diagnosis.causes[0]).toMatchObject({
      rank: 1,
      cause: 'container.oom-killed',
      evidence: ['ev_1', 'ev_2', 'ev_4'],
    });
    expect(body.proposal).toMatchObject({
      id: decision.proposal,
      hash: decision.hash,
      expiresAt: '2026-03-04T03:09:41.000Z',
      risk: 'medium',
    });
    expect(body.proposal.actions[0].params).toEqual({ container: 'scraper', limits: { memory: '512Mi' } });
    expect(body.proposal.verdicts).toHaveLength(5);
    expect(body.proposal.verdicts[1]).toMatchObject({ step: 0, layer: 'selector', outcome: 'pass' });
    expect(body.proposal.diff).toContain('+              memory: 512Mi');
    expect(body.proposal.kubectl).toContain('kubectl set resources');
    expect(body.timeline.map(({ type }: { type: string }) => type)).toContain('proposal.offered');
    expect(body.cost).toEqual(oomScraper.diagnosis?.cost);
    expect([body.verification, body.executions, body.decisions]).toEqual([null, [], []]);
  });

  it('tells what ran and how it was verified', async () => {
    const body = (await build().call('GET', `/incidents/${fixedScraper.id}`)).json();
    expect(body.executions[0]).toMatchObject({ status: 'applied', undoable: true, step: 0 });
    expect(body.verification.status).toBe('passed');
    expect(body.outcome).toBe('fixed');
  });

  it('answers 404 for an incident that is not there', async () => {
    const answer = await build().call('GET', '/incidents/inc_none');
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'incident.not-found']);
  });

  it('reads with a session as well', async () => {
    const { app } = build();
    const { cookie } = await signIn(app);
    const answer = await app.inject({ url: `/api/v1/incidents/${oomScraper.id}`, headers: { cookie } });
    expect(answer.statusCode).toBe(200);
  });
});

describe('POST /api/v1/incidents/{id}/decision', () => {
  const path = `/incidents/${oomScraper.id}/decision`;

  it('decides in the name of the token and answers with the incident', async () => {
    const { call, ports } = build();
    const answer = await call('POST', path, decision);
    expect([answer.statusCode, answer.json().state]).toEqual([200, 'executing']);
    expect(ports.decided).toEqual([
      {
        incident: oomScraper.id,
        ...decision,
        by: { kind: 'token', name: 'ci', from: '127.0.0.1' },
        channel: 'api',
      },
    ]);
  });

  it('answers 409 for a hash that is no longer the proposal', async () => {
    const answer = await build().call('POST', path, { ...decision, hash: 'f'.repeat(64) });
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'decision.stale']);
  });

  it.each([
    ['conflict', 'decision.expired', 409],
    ['conflict', 'decision.already-decided', 409],
    ['conflict', 'decision.incident-resolved', 409],
    ['forbidden', 'decision.not-allowed', 403],
    ['forbidden', 'decision.same-person', 403],
    ['invalid', 'decision.reason-required', 400],
  ] as const satisfies readonly (readonly [string, ReasonCode, number])[])(
    'answers %s %s with %i',
    async (kind, reason, status) => {
      const { call, ports } = build();
      ports.decideAnswer = () => ({ ok: false, kind, reason });
      const answer = await call('POST', path, decision);
      expect([answer.statusCode, answer.json().code]).toEqual([status, reason]);
    },
  );

  it.each([
    ['no hash', { ...decision, hash: undefined }],
    ['a decision that is none', { ...decision, decision: 'maybe' }],
    ['a reason that is too long', { ...decision, reason: 'x'.repeat(1_001) }],
  ])('answers 400 to %s and asks nobody', async (_name, body) => {
    const { call, ports } = build();
    const answer = await call('POST', path, body);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'request.invalid']);
    expect(ports.decided).toEqual([]);
  });

  it('does not decide with a session cookie: only our own forms do', async () => {
    const { app, ports } = build();
    const { cookie } = await signIn(app);
    const answer = await app.inject({
      method: 'POST',
      url: `/api/v1${path}`,
      headers: { cookie },
      payload: decision,
    });
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'request.not-signed-in']);
    expect(ports.decided).toEqual([]);
  });

  it('does not fall back to the session when the token is wrong', async () => {
    const { app } = build();
    const { cookie } = await signIn(app);
    const headers = { cookie, authorization: 'Bearer wrong' };
    const answer = await app.inject({ url: '/api/v1/incidents', headers });
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'request.wrong-token']);
  });

  it('does not take more than 1 MiB', async () => {
    const answer = await build().call('POST', path, { ...decision, reason: 'x'.repeat(1_100_000) });
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'request.too-large']);
  });
});

describe('the rest of /api/v1', () => {
  it('proposes to undo', async () => {
    const { call, ports } = build();
    const answer = await call('POST', `/incidents/${fixedScraper.id}/undo`);
    expect([answer.statusCode, answer.json().state]).toEqual([200, 'reviewing']);
    expect(ports.undone).toEqual([
      { incident: fixedScraper.id, by: { kind: 'token', name: 'ci', from: '127.0.0.1' } },
    ]);
  });

  it.each([
    ['POST', '/stop', APPROVER_TOKEN],
    ['DELETE', '/stop', API_TOKEN],
    ['POST', `/incidents/${fixedScraper.id}/undo`, APPROVER_TOKEN],
  ] as const)('takes %s %s without a body from a client that announces JSON', async (method, path, token) => {
    const { app } = build();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    expect((await app.inject({ method, url: `/api/v1${path}`, headers })).statusCode).toBe(200);
  });

  it('answers 409 where nothing can be undone', async () => {
    const answer = await build().call('POST', `/incidents/${oomScraper.id}/undo`);
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'undo.nothing-to-undo']);
  });

  it('turns the stop switch, in the name of the token', async () => {
    const { call, ports } = build();
    expect((await call('POST', '/stop')).json()).toEqual({ stopped: true });
    expect((await call('DELETE', '/stop', undefined, API_TOKEN)).json()).toEqual({ stopped: false });
    expect(ports.switched).toEqual([
      { on: true, by: 'token ci' },
      { on: false, by: 'token api' },
    ]);
  });

  it('pages through the ledger', async () => {
    const { call } = build();
    const first = (await call('GET', '/ledger?limit=3')).json();
    const second = (await call('GET', `/ledger?limit=3&after=${first.next}`)).json();
    expect([...first.entries, ...second.entries].map(({ seq }: { seq: number }) => seq)).toEqual([
      1, 2, 3, 4, 5,
    ]);
    expect(second.next).toBeNull();
  });

  it('tells the failure patterns, narrowed as asked', async () => {
    const { call, ports } = build();
    ports.report = reportOf(mistakes);
    const answer = await call(
      'GET',
      '/patterns?layer=selector&model=litellm:claude-haiku',
      undefined,
      VIEWER_TOKEN,
    );
    expect(answer.json()).toMatchObject({
      total: 4,
      patterns: expect.arrayContaining([
        expect.objectContaining({ name: 'selector-trap', count: 2 }),
        expect.objectContaining({ name: 'over-labelling', count: 0, examples: [] }),
      ]) as unknown,
      unclassified: { count: 1, lesson: null, examples: [{ source: 'denial' }] },
    });
    expect(ports.reported).toEqual([{ layer: 'selector', model: 'litellm:claude-haiku' }]);
    expect((await call('GET', '/patterns?layer=none')).statusCode).toBe(400);
  });

  it('judges an action', async () => {
    const { call, ports } = build();
    const { incident: _, ...action } = oomScraper.proposal?.steps[0]?.action ?? expect.fail('no step');
    const answer = await call('POST', '/check', { ...action, comment: 'dropped' }, VIEWER_TOKEN);
    expect(answer.json()).toMatchObject({ outcome: 'refuse', verdicts: [{ layer: 'allowlist' }] });
    expect(ports.checked).toEqual([action]);
  });

  it('takes an action that names no cluster for one of the default cluster, as the command line does', async () => {
    const { call, ports } = build();
    const { incident: _, ...action } = oomScraper.proposal?.steps[0]?.action ?? expect.fail('no step');
    expect((await call('POST', '/check', { ...action, cluster: undefined })).statusCode).toBe(200);
    expect(ports.checked).toEqual([{ ...action, cluster: 'default' }]);
  });

  it('answers 400 to an action that is none', async () => {
    const { call, ports } = build();
    const answer = await call('POST', '/check', { action: 'delete-everything' });
    expect(answer.statusCode).toBe(400);
    expect(ports.checked).toEqual([]);
  });

  it('says when a token asks the guardrails too often', async () => {
    const { call, ports } = build();
    const { incident: _, ...action } = oomScraper.proposal?.steps[0]?.action ?? expect.fail('no step');
    for (let asked = 0; asked < 60; asked += 1) await call('POST', '/check', action, VIEWER_TOKEN);
    const answer = await call('POST', '/check', action, VIEWER_TOKEN);
    expect(answer.json()).toMatchObject({ status: 429, code: 'request.too-often' });
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringContaining('application/problem+json') as unknown,
      'retry-after': '1',
    });
    expect(ports.checked).toHaveLength(60);
    expect((await call('POST', '/check', action, APPROVER_TOKEN)).statusCode).toBe(200);
  });

  it('hides what went wrong inside', async () => {
    const { call, ports } = build();
    ports.incidents.get = async () => Promise.reject(new Error('SELECT from secret_table'));
    const answer = await call('GET', `/incidents/${oomScraper.id}`);
    expect([answer.statusCode, answer.json().code]).toEqual([500, 'request.failed']);
    expect(answer.body).not.toContain('secret_table');
  });

  it('describes itself', async () => {
    const { app } = build();
    const { openapi, paths } = (await app.inject({ url: '/openapi.json' })).json();
    expect(openapi).toBe('3.1.0');
    expect(Object.keys(paths).sort()).toEqual([
      '/api/v1/check',
      '/api/v1/heartbeats',
      '/api/v1/incidents',
      '/api/v1/incidents/{id}',
      '/api/v1/incidents/{id}/decision',
      '/api/v1/incidents/{id}/undo',
      '/api/v1/ledger',
      '/api/v1/patterns',
      '/api/v1/patterns/proposals',
      '/api/v1/sessions',
      '/api/v1/sessions/{id}',
      '/api/v1/stop',
    ]);
  });
});
