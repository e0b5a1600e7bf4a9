import { describe, expect, it } from 'vitest';
import { FakePorts } from '../../../test/pages/fakes.ts';
import { testApp } from '../../../test/pages/test-app.ts';

const TOKEN = 'webhook-token-for-tests';
const json = { 'content-type': 'application/json' };
const payload = { version: '4', status: 'firing', alerts: [{ fingerprint: 'a1' }] };

function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

async function send(
  parts: Parameters<typeof testApp>[0],
  headers: Readonly<Record<string, string>>,
  body: string | object = payload,
) {
  return testApp(parts).app.inject({
    method: 'POST',
    url: '/webhook/alertmanager',
    headers: { ...json, ...headers },
    payload: body,
  });
}

describe('POST /webhook/alertmanager', () => {
  it('answers 200 with what was stored', async () => {
    const ports = new FakePorts();
    ports.receiveAnswer = async () => ({
      stored: true,
      accepted: 2,
      rejected: [{ index: 1, reason: 'no labels' }],
    });
    const answer = await send({ ports }, {});
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ accepted: 2, rejected: [{ index: 1, reason: 'no labels' }] });
    expect(ports.received).toEqual([payload]);
  });

  it('answers 503 with Retry-After when it cannot store, so that Alertmanager sends again', async () => {
    const ports = new FakePorts();
    ports.receiveAnswer = async () => Promise.reject(new Error('disk full at /secret/place'));
    const answer = await send({ ports }, {});
    expect(answer.statusCode).toBe(503);
    expect(answer.headers['retry-after']).toBe('5');
    expect(answer.json().code).toBe('webhook.not-stored');
    expect(answer.body).not.toContain('secret');
  });

  it('answers 503 with Retry-After, never 429, to more than it takes in a minute', async () => {
    const { app, ports } = testApp({ webhookPerMinute: 2 });
    const request = { method: 'POST', url: '/webhook/alertmanager', headers: json, payload } as const;
    await app.inject(request);
    await app.inject(request);
    const answer = await app.inject(request);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '30']);
    expect(answer.json().code).toBe('webhook.rate-limited');
    expect(ports.received).toHaveLength(2);
  });

  it('lets nobody without the token use the minute up', async () => {
    const { app, ports } = testApp({ webhookPerMinute: 1, auth: { webhookToken: TOKEN } });
    const post = (authorization: string) =>
      app.inject({
        method: 'POST',
        url: '/webhook/alertmanager',
        headers: { ...json, authorization },
        payload,
      });
    expect((await post('Bearer nope')).statusCode).toBe(401);
    expect((await post(`Bearer ${TOKEN}`)).statusCode).toBe(200);
    expect(ports.received).toHaveLength(1);
  });

  it('answers 400 with the reason for what can never be stored', async () => {
    const ports = new FakePorts();
    ports.receiveAnswer = async () => ({ stored: false, reason: 'alerts is not a list' });
    const answer = await send({ ports }, {});
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'webhook.not-storable', detail: 'alerts is not a list' });
  });

  it.each([
    ['broken JSON', json, '{"alerts": ['],
    ['an empty body', json, ''],
    ['a body that a foreign form could send', { 'content-type': 'text/plain' }, '{"alerts": []}'],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 'alerts=1'],
  ])('answers 400 to %s', async (_name, headers, body) => {
    const ports = new FakePorts();
    const answer = await send({ ports }, headers, body);
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'webhook.not-json']);
    expect(ports.received).toEqual([]);
  });

  it('says which content type it takes', async () => {
    const answer = await send({}, { 'content-type': 'text/plain' }, '{"alerts": []}');
    expect(answer.json().detail).toBe('The content type has to be application/json.');
  });

  it('says that it takes no compressed body', async () => {
    const answer = await send({}, { ...json, 'content-encoding': 'gzip' }, '\u001f\u008b');
    expect([answer.statusCode, answer.json().detail]).toEqual([
      400,
      'The body has to be sent without a content encoding.',
    ]);
  });

  it('takes a notification of 15 MiB', async () => {
    const ports = new FakePorts();
    const answer = await send({ ports }, {}, { ...payload, filler: 'x'.repeat(15 * 1024 * 1024) });
    expect(answer.statusCode).toBe(200);
    expect(ports.received).toHaveLength(1);
  });

  it('answers 400, never 413, above 16 MiB', async () => {
    const answer = await send({}, {}, { filler: 'x'.repeat(16 * 1024 * 1024) });
    expect([answer.statusCode, answer.json().code]).toEqual([400, 'request.too-large']);
  });

  it('keeps a notification in which a label is called __proto__, without that label', async () => {
    const ports = new FakePorts();
    const answer = await send(
      { ports },
      {},
      '{"alerts":[{"labels":{"__proto__":{"x":"y"},"alertname":"A"}}]}',
    );
    expect(answer.statusCode).toBe(200);
    expect(ports.received).toEqual([{ alerts: [{ labels: { alertname: 'A' } }] }]);
  });

  it.each([
    ['the bearer token', `Bearer ${TOKEN}`, 200],
    ['basic auth with the token as password', basic('alertmanager', TOKEN), 200],
    ['no token', '', 401],
    ['another bearer token', 'Bearer nope', 401],
    ['the token as user name', basic(TOKEN, ''), 401],
    ['the beginning of the token', `Bearer ${TOKEN.slice(0, -1)}`, 401],
  ])('with a token configured, %s is answered as it should be', async (_name, authorization, status) => {
    const ports = new FakePorts();
    const headers = authorization === '' ? {} : { authorization };
    const answer = await send({ ports, auth: { webhookToken: TOKEN } }, headers);
    expect(answer.statusCode).toBe(status);
    expect(ports.received).toHaveLength(status === 200 ? 1 : 0);
  });

  it('without a token takes nothing unless bound to loopback', async () => {
    const answer = await send({ auth: { loopback: false } }, { host: 'firebreak.example.org' });
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'request.wrong-token']);
  });

  it('without a token takes nothing from a web page', async () => {
    const answer = await send({}, { origin: 'https://evil.example.org' });
    expect(answer.statusCode).toBe(401);
  });
});
