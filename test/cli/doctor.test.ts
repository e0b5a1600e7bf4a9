import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type PracticeCluster, startPracticeCluster } from '../../src/practice/practice-cluster.ts';
import { openStore } from '../../src/store/sqlite.ts';
import { runCli } from '../support/run-cli.ts';

let cluster: PracticeCluster;
let folder: string;
let environment: Readonly<Record<string, string>>;

beforeAll(async () => {
  cluster = await startPracticeCluster({
    objects: [],
    behaviours: [],
    clock: { now: () => new Date() },
    random: Math.random,
  });
});
afterAll(() => cluster.stop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-doctor-'));
  writeFileSync(join(folder, 'planner'), cluster.kubeConfigFor('admin'));
  environment = { KUBECONFIG: join(folder, 'planner'), FIREBREAK_DATA_DIR: join(folder, 'data') };
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Report {
  readonly settings: readonly { readonly env: string; readonly value: string; readonly source: string }[];
  readonly checks: readonly { readonly name: string; readonly status: string; readonly message: string }[];
}
async function doctor(more: Readonly<Record<string, string>> = {}) {
  const run = await runCli(['doctor', '--json'], { environment: { ...environment, ...more } });
  const report = JSON.parse(run.stdout) as Report;
  const statusOf = (name: string) => report.checks.find((check) => check.name === name)?.status;
  return { ...run, report, statusOf };
}

describe('firebreak doctor', () => {
  it('says where each setting comes from, and shows no secret', async () => {
    const { report, stdout } = await doctor({ FIREBREAK_WEBHOOK_TOKEN: 'correct-horse-battery' });

    expect(report.settings).toContainEqual(
      expect.objectContaining({
        env: 'FIREBREAK_WEBHOOK_TOKEN',
        source: 'environment FIREBREAK_WEBHOOK_TOKEN',
      }),
    );
    expect(stdout).not.toContain('correct-horse-battery');
  });

  it('finds an identity that may read Secrets', async () => {
    const { code, report } = await doctor();

    expect(code).toBe(1);
    expect(report.checks).toContainEqual(
      expect.objectContaining({
        name: 'rights of the planner',
        status: 'finding',
        message: expect.stringContaining('read every Secret') as string,
      }),
    );
  });

  it('names the rights that are missing', async () => {
    const executor = join(folder, 'executor');
    writeFileSync(executor, cluster.kubeConfigFor('firebreak-executor'));

    const { code, report } = await doctor({ KUBECONFIG: executor });

    expect(code).toBe(1);
    expect(report.checks).toContainEqual({
      name: 'rights of the planner',
      status: 'finding',
      message: expect.stringMatching(/^missing: .*create pods/u) as string,
      mend: 'firebreak policy rbac | kubectl apply -f -',
    });
  });

  it('exits 3 where the API server does not answer', async () => {
    const unreachable = cluster.kubeConfigFor('admin').replace(/server: .*/u, 'server: http://127.0.0.1:1');
    writeFileSync(join(folder, 'planner'), unreachable);

    const { code, statusOf } = await doctor();

    expect(code).toBe(3);
    expect(statusOf('cluster as planner')).toBe('unreachable');
  });

  it('says that a kubeconfig is broken without quoting it', async () => {
    writeFileSync(join(folder, 'planner'), 'users: [{ token: correct-horse-battery');

    const { code, stdout, statusOf } = await doctor();

    expect(code).toBe(1);
    expect(statusOf('cluster as planner')).toBe('finding');
    expect(stdout).not.toContain('correct-horse-battery');
  });

  it('finds a webhook that nobody can use', async () => {
    expect((await doctor({ FIREBREAK_HOST: '0.0.0.0' })).statusOf('webhook')).toBe('finding');
    expect((await doctor()).statusOf('webhook')).toBe('note');
  });

  it('finds a data folder that another process holds', async () => {
    const store = await openStore(join(folder, 'data'));
    const held = await doctor();
    await store.close();

    expect(held.statusOf('data folder')).toBe('finding');
    expect((await doctor()).statusOf('data folder')).toBe('ok');
  });

  it('finds broken policies, and says file, line and mend', async () => {
    const policies = join(folder, 'policies');
    const { code, report } = await doctor({ FIREBREAK_POLICIES: policies });

    expect(code).toBe(1);
    expect(report.checks.find(({ name }) => name === 'policies')?.message).toContain('cannot be read');
  });

  it('exits 3 where the proxy of a model does not answer', async () => {
    const { code, statusOf } = await doctor({
      FIREBREAK_MODELS: 'litellm:claude-haiku',
      LITELLM_BASE_URL: 'http://127.0.0.1:1',
    });

    expect(code).toBe(3);
    expect(statusOf('model litellm:claude-haiku')).toBe('unreachable');
  });
});
