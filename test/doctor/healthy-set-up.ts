import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen, sendJson } from '../parts/json-server.ts';
import { startFakeGitHub } from '../parts/fake-github.ts';
import type { FakeRepository, FakeToken } from '../parts/fake-github-state.ts';
import { startFakeSlack } from '../parts/fake-slack.ts';
import { slackTokens } from '../parts/fake-slack-signing.ts';
import { startScriptedBackend } from '../parts/scripted-openai-backend.ts';
import { writeUsers } from '../../src/store/users-file.ts';
import { type ApiServerState, startFakeApiServer } from './fake-api-server.ts';

/** A set-up in which nothing is wrong; a planted fault changes one thing. */
export interface SetUp {
  readonly folder: string;
  readonly dataFolder: string;
  readonly environment: Record<string, string | undefined>;
  readonly api: ApiServerState;
  readonly slack: Awaited<ReturnType<typeof startFakeSlack>>;
  readonly github: Awaited<ReturnType<typeof startFakeGitHub>>;
  /** Where pull requests go, and what the token for it may do. */
  readonly repository: FakeRepository;
  readonly githubToken: FakeToken;
  readonly model: Awaited<ReturnType<typeof startScriptedBackend>>;
  /** The configuration that Alertmanager shows, and the rules that Prometheus has. */
  readonly monitoring: { alertmanager: string; ruleTypes: readonly string[]; issuer?: string };
  readonly monitoringUrl: string;
  stop(): Promise<void>;
}

const githubTokenText = 'github_pat_11ABCDEFGHIJKLMNOP';

export async function healthySetUp(): Promise<SetUp> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-planted-'));
  const dataFolder = join(folder, 'data');
  mkdirSync(dataFolder, { mode: 0o700 });
  writeUsers(join(dataFolder, 'users.json'), [
    {
      name: 'kim',
      role: 'approver',
      groups: [],
      password: `$scrypt$ln=17,r=8,p=1$${'A'.repeat(22)}$${'A'.repeat(43)}`,
      changedAt: '2026-01-01T00:00:00.000Z',
    },
  ]);
  const api = await startFakeApiServer();
  for (const identity of ['planner', 'executor'] as const)
    writeFileSync(join(folder, identity), api.kubeConfigFor(identity));
  const slack = await startFakeSlack();
  const github = await startFakeGitHub();
  const repository = github.repository('shop/deploy', { 'apps/shop.yaml': 'kind: ConfigMap\n' });
  const githubToken = github.token(githubTokenText);
  const model = await startScriptedBackend(() => ({
    kind: 'tool-calls',
    calls: [{ name: 'report', arguments: { works: true } }],
  }));
  const monitoring: SetUp['monitoring'] = {
    alertmanager:
      'receivers: [{ name: firebreak, webhook_configs: [{ url: "http://firebreak:8080/webhook/alertmanager" }] }]',
    ruleTypes: ['alerting'],
  };
  const monitor = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://monitor');
    if (pathname === '/api/v2/status')
      return sendJson(response, 200, {
        versionInfo: { version: '0.28.1' },
        config: { original: monitoring.alertmanager },
      });
    if (pathname === '/api/v1/rules') {
      const rules = monitoring.ruleTypes.map((type) => ({ type }));
      return sendJson(response, 200, { status: 'success', data: { groups: [{ rules }] } });
    }
    if (pathname === '/.well-known/openid-configuration')
      return sendJson(response, 200, { issuer: monitoring.issuer ?? monitor.url });
    sendJson(response, 404, {});
  });
  return {
    folder,
    dataFolder,
    api: api.state,
    slack,
    github,
    repository,
    githubToken,
    model,
    monitoring,
    monitoringUrl: monitor.url,
    environment: {
      KUBECONFIG: join(folder, 'planner'),
      FIREBREAK_EXECUTOR_KUBECONFIG: join(folder, 'executor'),
      FIREBREAK_MODE: 'approve',
      FIREBREAK_NAMESPACE: 'firebreak',
      FIREBREAK_DATA_DIR: dataFolder,
      FIREBREAK_PUBLIC_URL: 'https://firebreak.example.org',
      FIREBREAK_WEBHOOK_TOKEN: 'correct-horse-battery',
      FIREBREAK_MODELS: 'litellm:claude-haiku',
      LITELLM_BASE_URL: model.url,
      ALERTMANAGER_URL: monitor.url,
      PROMETHEUS_URL: monitor.url,
      SLACK_BOT_TOKEN: slackTokens.bot,
      SLACK_APP_TOKEN: slackTokens.app,
      SLACK_CHANNEL: slack.state.channel.id,
      SLACK_API_URL: slack.url,
      GITHUB_API_URL: github.url,
      GITHUB_TOKEN: githubTokenText,
      GITHUB_WEBHOOK_SECRET: 'correct-horse-battery',
      FIREBREAK_REPOSITORIES: JSON.stringify([
        { repository: 'shop/deploy', base: 'main', paths: ['apps/**'] },
      ]),
    },
    async stop() {
      await Promise.all([api.stop(), slack.stop(), github.stop(), model.stop(), monitor.stop()]);
      rmSync(folder, { recursive: true });
    },
  };
}
