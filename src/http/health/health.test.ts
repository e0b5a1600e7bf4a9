import { describe, expect, it } from 'vitest';
import { FakePorts } from '../../../test/pages/fakes.ts';
import { testApp } from '../../../test/pages/test-app.ts';

describe('health', () => {
  it('is alive whether or not it is ready', async () => {
    const ports = new FakePorts();
    ports.notReadyReasons = ['draining'];
    const { app } = testApp({ ports });
    expect((await app.inject('/livez')).json()).toEqual({ alive: true });
  });

  it('is ready when nothing speaks against it', async () => {
    const answer = await testApp().app.inject('/readyz');
    expect([answer.statusCode, answer.json()]).toEqual([200, { ready: true, reasons: [], degraded: [] }]);
  });

  it('stays ready without what it depends on, and names it: webhooks are still taken', async () => {
    const ports = new FakePorts();
    ports.degraded = [
      { component: 'kubernetes-api', since: '2026-03-04T02:00:00.000Z', reason: 'unreachable' },
    ];
    const answer = await testApp({ ports }).app.inject('/readyz');
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      { ready: true, reasons: [], degraded: ['kubernetes-api'] },
    ]);
  });

  it('says why it is not ready', async () => {
    const ports = new FakePorts();
    ports.notReadyReasons = ['migrations are running', 'draining'];
    const answer = await testApp({ ports }).app.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json().reasons).toEqual(['migrations are running', 'draining']);
  });
});

describe('/metrics', () => {
  it('counts requests by route, never by address, and refusals by code', async () => {
    const { app } = testApp();
    await app.inject('/livez');
    await app.inject('/incidents/inc_1');
    await app.inject('/no/such/path/4711');
    await app.inject({ url: '/api/v1/incidents', headers: { authorization: 'Bearer wrong' } });

    const { body, headers } = await app.inject('/metrics');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain(
      'firebreak_http_request_duration_seconds_count{method="GET",route="/livez",status="200"} 1',
    );
    expect(body).toContain('route="/incidents/:id",status="303"');
    expect(body).toContain('route="none",status="404"');
    expect(body).toContain('firebreak_http_refusals_total{code="request.wrong-token"} 1');
    expect(body).not.toMatch(/4711|inc_1/);
  });
});
