import { describe, expect, it } from 'vitest';
import { FakePorts } from '../../../test/pages/fakes.ts';
import { post, signIn, testApp } from '../../../test/pages/test-app.ts';

async function signedIn() {
  const built = testApp({ ports: new FakePorts() });
  const { cookie, formToken } = await signIn(built.app);
  return {
    ...built,
    get: (url: string) => built.app.inject({ url, headers: { cookie } }),
    ask: (text: string) => post(built.app, '/policies/what-if', { formToken, text }, { cookie }),
  };
}

describe('the policies page', () => {
  it('shows each rule as its file has it, with the line', async () => {
    const { get } = await signedIn();
    const { body } = await get('/policies');
    expect(body).toMatch(/policies\/allowlist\.yaml:\d+#hands-off/u);
    expect(body).toContain('labelSelector:\n  matchLabels: { firebreak.dev/hands-off: &quot;true&quot; }');
  });

  it('names people, and not what the ways in call them', async () => {
    const { get, ports } = await signedIn();
    const known = {
      source: { file: 'policies/approvers.yaml', line: 3 },
      name: 'Ann',
      aliases: { local: [], oidc: ['ann@example.org'], proxy: [], slack: ['U0ANN'] },
      groups: ['sre'],
    };
    ports.policiesInForce = { ...ports.policiesInForce, people: [known] };
    const { body } = await get('/policies');
    expect(body).toContain('Ann');
    expect(body).not.toContain('ann@example.org');
    expect(body).not.toContain('U0ANN');
  });
});

describe('what if', () => {
  it('judges a kubectl line, and shows the verdicts', async () => {
    const { ask, ports } = await signedIn();
    const answer = await ask('kubectl -n cardboard rollout restart deploy/web');
    expect([answer.statusCode, answer.body.includes('allowlist.no-rule')]).toEqual([200, true]);
    expect(ports.checked).toMatchObject([{ action: 'restart-workload', cluster: 'default' }]);
  });

  it('says what cannot be read, keeps it in the form, and asks nobody', async () => {
    const { ask, ports } = await signedIn();
    const answer = await ask('kubectl delete "<script>');
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('kubectl delete &quot;&lt;script></textarea>');
    expect(ports.checked).toEqual([]);
  });

  it('takes a megabyte at most', async () => {
    const { ask, ports } = await signedIn();
    expect((await ask(`{${'x'.repeat(200 * 1024)}`)).body.includes('This is not JSON')).toBe(true);
    const answer = await ask('x'.repeat(1024 * 1024));
    expect([answer.statusCode, answer.body.includes('request.too-large')]).toEqual([413, true]);
    expect(ports.checked).toEqual([]);
  });

  it('costs dry-runs, so that there are sixty a minute', async () => {
    const { ask, ports, clock } = await signedIn();
    const line = 'kubectl -n cardboard rollout restart deploy/web';
    for (let index = 0; index < 60; index += 1) expect((await ask(line)).statusCode).toBe(200);
    const answer = await ask(line);
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '1']);
    expect(ports.checked).toHaveLength(60);
    clock.time = new Date(clock.time.getTime() + 1_000);
    expect((await ask(line)).statusCode).toBe(200);
  });
});
