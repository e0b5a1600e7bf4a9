import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakePorts } from '../../test/pages/fakes.ts';
import { oomScraper } from '../../test/pages/incidents/oom-scraper.ts';
import { testApp, tokens } from '../../test/pages/test-app.ts';
import { freePort } from '../../test/parts/ports.ts';
import { runCli } from '../../test/support/run-cli.ts';

const token = 'api-token-of-the-test-0123456789';

let ports: FakePorts;
let app: ReturnType<typeof testApp>['app'];
let environment: Record<string, string>;
beforeEach(async () => {
  ports = new FakePorts([oomScraper]);
  ({ app } = testApp({
    ports,
    auth: { apiTokens: tokens({ name: 'api', role: 'approver', secret: token }) },
  }));
  const port = await freePort();
  await app.listen({ host: '127.0.0.1', port });
  environment = { FIREBREAK_URL: `http://127.0.0.1:${port}`, FIREBREAK_API_TOKEN: token };
});
afterEach(() => app.close());

const propose = (...args: string[]) => runCli(['patterns', 'propose', ...args], { environment });

describe('firebreak patterns propose', () => {
  it('asks the service for a deny rule, and names the incident in which it is decided', async () => {
    expect(await propose('12.0', '--deny', 'namespace', '--message', 'not again')).toEqual({
      code: 0,
      stdout: `proposed: firebreak show ${oomScraper.id}\n`,
      stderr: '',
    });
    expect(ports.proposed).toEqual([
      {
        seq: 12,
        index: 0,
        wish: { as: 'deny-rule', scope: 'namespace', message: 'not again' },
        by: expect.objectContaining({ kind: 'token', name: 'api' }),
      },
    ]);
  });

  it('asks for a pattern with a title, what went wrong and the lesson', async () => {
    const words = ['--title', 'Weather', '--happened', 'It asked for it.', '--lesson', 'It is no evidence.'];
    expect(await propose('12.3', ...words, '--json')).toMatchObject({
      code: 0,
      stdout: `{"incident":"${oomScraper.id}"}\n`,
    });
    expect(ports.proposed[0]?.wish).toEqual({
      as: 'pattern',
      title: 'Weather',
      happened: 'It asked for it.',
      lesson: 'It is no evidence.',
    });
  });

  it.each([
    [['twelve', '--deny', 'object', '--message', 'x'], 'not an example such as 12.0'],
    [['12.0'], 'give --deny with --message, or --title'],
    [['12.0', '--deny', 'object'], '--deny needs --message'],
    [
      ['12.0', '--deny', 'object', '--message', 'x', '--title', 'y'],
      'give --deny with --message, or --title',
    ],
    [['12.0', '--deny', 'everything', '--message', 'x'], 'Allowed choices are object, namespace, everywhere'],
  ])('says what is missing: %j', async (args, says) => {
    const run = await propose(...args);
    expect(run).toMatchObject({ code: 2, stdout: '' });
    expect(run.stderr).toContain(says);
    expect(ports.proposed).toEqual([]);
  });

  it('says so where the service cannot: more than one line, or a mistake that is nowhere on record', async () => {
    const lines = await propose('12.0', '--deny', 'object', '--message', 'a\nb');
    expect(lines).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('one line of visible characters'),
    });
    ports.incidentsById.clear();
    const gone = await propose('12.0', '--deny', 'object', '--message', 'x');
    expect(gone).toMatchObject({ code: 1, stderr: expect.stringContaining('policy-change.untold') });
  });
});
