import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakePorts } from '../../test/pages/fakes.ts';
import type { Incident } from '../domain/incident.ts';
import { followed } from '../../test/pages/incidents/lasting-fix.ts';
import { fixedScraper, oomScraper } from '../../test/pages/incidents/oom-scraper.ts';
import { held } from '../../test/pages/incidents/small-incidents.ts';
import { testApp, tokens } from '../../test/pages/test-app.ts';
import { freePort } from '../../test/parts/ports.ts';
import { runCli } from '../../test/support/run-cli.ts';

const token = 'api-token-of-the-test-0123456789';
const { id } = oomScraper;
const hash = oomScraper.proposal?.hash ?? '';

let ports: FakePorts;
let app: ReturnType<typeof testApp>['app'];
let environment: Record<string, string>;
beforeEach(async () => {
  ports = new FakePorts([oomScraper]);
  ({ app } = testApp({ ports, auth: { apiTokens: tokens({ name: 'api', role: 'admin', secret: token }) } }));
  const port = await freePort();
  await app.listen({ host: '127.0.0.1', port });
  environment = { FIREBREAK_URL: `http://127.0.0.1:${port}`, FIREBREAK_API_TOKEN: token };
});
afterEach(() => app.close());

const run = (...args: string[]) => runCli(args, { environment });

describe('looking from a shell', () => {
  it('lists incidents as a table, or as JSON', async () => {
    const { stdout, code } = await run('incidents', '--state', 'awaiting-approval');
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/^ID +STANDS +SEVERITY +NAMESPACE +ALERTS +UPDATED +TITLE$/u);
    expect(stdout).toContain(id);
    expect(JSON.parse((await run('incidents', '--json')).stdout)).toMatchObject({ incidents: [{ id }] });
  });

  it('shows how a pull request stands, what was left out of it, and what to know beside it', async () => {
    ports.incidentsById.set(followed.id, followed);
    const { stdout } = await run('show', followed.id);
    for (const words of [
      'pull request #481: open as a draft, checks failing, changes requested, conflicts with its base: https://github.com/acme/deployments/pull/481',
      'not part of it: set-resources on Deployment cardboard/price-scraper: No rule of the policies allows',
      'would undo any other change',
      '+              memory: 512Mi # measured in March',
    ]) {
      expect(stdout).toContain(words);
    }
  });

  it('shows what would change, under which hash, without colours where nobody looks', async () => {
    const { stdout } = await run('show', id);
    expect(stdout).toContain(`hash ${hash}`);
    expect(stdout).toContain('512Mi');
    expect(stdout).not.toContain('\u001B');
  });

  it('colours it for a terminal, unless NO_COLOR is set', async () => {
    const coloured = await runCli(['show', id], { environment, terminal: true });
    expect(coloured.stdout).toContain('\u001B[32m+ ');
    expect(coloured.stdout).toContain('\u001B[31m- ');
    const plain = await runCli(['show', id], {
      environment: { ...environment, NO_COLOR: '1' },
      terminal: true,
    });
    expect(plain.stdout).not.toContain('\u001B');
  });

  it('shows it as one JSON document, without colours at a terminal too', async () => {
    const { stdout } = await runCli(['show', id, '--json'], { environment, terminal: true });
    expect(JSON.parse(stdout)).toMatchObject({ id, proposal: { hash }, hold: null });
  });

  it('shows what keeps a fix back, and until when', async () => {
    ports.change(held);
    const { stdout } = await run('show', held.id);
    expect(stdout).toContain('on hold: the freeze quarter-end is in force');
    expect(stdout).toContain('judged again at 2026-03-04T06:00:00.000Z');
  });

  it('says what is not there', async () => {
    expect(await run('show', 'inc_none')).toMatchObject({ code: 1, stdout: '' });
  });
});

describe('deciding from a shell', () => {
  it('approves exactly the hash that was seen', async () => {
    expect(await run('approve', id, '--yes', '--hash', hash.slice(0, 16))).toMatchObject({ code: 0 });
    expect(ports.decided).toMatchObject([
      { incident: id, hash, decision: 'approve', by: { kind: 'token', name: 'api' }, channel: 'api' },
    ]);
  });

  it('approves nothing unseen: without a hash, with another one, or with nobody to ask', async () => {
    expect(await run('approve', id, '--yes')).toMatchObject({ code: 2 });
    expect(await run('approve', id)).toMatchObject({ code: 2 });
    expect(await run('approve', id, '--yes', '--hash', '0'.repeat(16))).toMatchObject({ code: 1 });
    expect(await run('approve', id, '--yes', '--hash', hash.slice(0, 8))).toMatchObject({ code: 1 });
    expect(ports.decided).toEqual([]);
  });

  it('denies and hands over with a reason', async () => {
    expect(await run('deny', id)).toMatchObject({ code: 2 });
    expect(await run('deny', id, '--reason', 'the limit is right')).toMatchObject({ code: 0 });
    expect(ports.decided).toMatchObject([{ decision: 'deny', reason: 'the limit is right' }]);
  });

  it('stays until the end where it should, and tells each state on the way there', async () => {
    const states: readonly Incident[] = [
      { ...oomScraper, state: 'executing' },
      { ...oomScraper, state: 'verifying' },
      fixedScraper,
    ];
    let looks = 0;
    ports.incidents.get = async () =>
      ports.decided.length === 0 ? oomScraper : states[Math.min(looks++, 2)];
    const run = await runCli(['approve', id, '--yes', '--hash', hash, '--wait'], { environment });
    expect(run).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^(executing\n)?verifying\nclosed\n$/u) as string,
    });
    expect(run.stdout).toContain('closed: fixed');
  });

  it('tells the reason of a refusal', async () => {
    ports.decideAnswer = () => ({ ok: false, kind: 'forbidden', reason: 'decision.own-request' });
    const refused = await run('approve', id, '--yes', '--hash', hash);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('(decision.own-request)');
  });
});
