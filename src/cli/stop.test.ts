import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakePorts } from '../../test/pages/fakes.ts';
import { testApp, tokens } from '../../test/pages/test-app.ts';
import { freePort } from '../../test/parts/ports.ts';
import { runCli } from '../../test/support/run-cli.ts';

const token = 'api-token-of-the-test-0123456789';

describe('firebreak stop', () => {
  let ports: FakePorts;
  let app: ReturnType<typeof testApp>['app'];
  let environment: Record<string, string>;
  beforeEach(async () => {
    ports = new FakePorts();
    ({ app } = testApp({
      ports,
      auth: { apiTokens: tokens({ name: 'api', role: 'admin', secret: token }) },
    }));
    const port = await freePort();
    await app.listen({ host: '127.0.0.1', port });
    environment = { FIREBREAK_PORT: String(port), FIREBREAK_API_TOKEN: token };
  });
  afterEach(() => app.close());

  it('pulls the stop switch of the running service, and releases it', async () => {
    expect(await runCli(['stop'], { environment })).toEqual({
      code: 0,
      stdout: 'the stop switch is on: nothing is written until firebreak stop --release\n',
      stderr: '',
    });
    expect(ports.stopped).toBe(true);

    expect(await runCli(['stop', '--release', '--json'], { environment })).toMatchObject({
      code: 0,
      stdout: '{"stopped":false}\n',
    });
    expect(ports.switched).toEqual([
      { on: true, by: 'token api' },
      { on: false, by: 'token api' },
    ]);
  });

  it('says where it stands', async () => {
    ports.stopped = true;
    expect((await runCli(['stop', 'status', '--json'], { environment })).stdout).toBe('{"stopped":true}\n');
    expect(await runCli(['stop', 'off'], { environment })).toMatchObject({ code: 0 });
    expect(ports.stopped).toBe(false);
  });

  it('says so where the service does not know the token', async () => {
    const run = await runCli(['stop'], {
      environment: { ...environment, FIREBREAK_API_TOKEN: 'x'.repeat(32) },
    });
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('request.wrong-token');
    expect(ports.stopped).toBe(false);
  });

  it('says so where nobody answers, or nobody can be asked', async () => {
    const nobody = { ...environment, FIREBREAK_PORT: String(await freePort()) };
    expect(await runCli(['stop'], { environment: nobody })).toMatchObject({ code: 3 });
    expect(await runCli(['stop'], { environment: {} })).toMatchObject({ code: 2 });
    expect(await runCli(['stop', '--url', 'file:///etc'], { environment })).toMatchObject({ code: 2 });
  });
});
