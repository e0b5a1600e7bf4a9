import { createHmac } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { loadPolicies } from '../../src/guardrails/policies/load-policies.ts';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { type FakeGitHub, startFakeGitHub } from '../parts/fake-github.ts';
import { type FirebreakProcess, startFirebreak } from '../support/firebreak-process.ts';
import { hold } from '../support/hold.ts';
import { testPolicies } from '../support/test-policies.ts';
import { applyAtOnce, syncInWaves, type Tree } from './git-ops.ts';

export const repositoryName = 'acme/deployments';
const token = 'github_pat_of_a_test_account';
const webhookSecret = 'a-webhook-secret-of-a-test';

/** An application of test/scenarios/repository in a namespace of its own. */
export interface Application {
  readonly app: 'cardboard' | 'shop' | 'dnd';
  readonly namespace: string;
  /** Argo CD applies it, and takes changes of live objects back. */
  readonly healsItself?: boolean;
}

/** A service with a repository behind its cluster. */
export interface LastingFixBench {
  cluster(): ControlPlane;
  github(): FakeGitHub;
  repository(): ReturnType<FakeGitHub['repository']>;
  firebreak(): FirebreakProcess;
  start(options?: Partial<Parameters<typeof startFirebreak>[0]>): Promise<FirebreakProcess>;
  /** Brings what is merged into the cluster, as whoever does that. */
  sync(application: Application): Promise<void>;
  /** Merges the newest pull request, tells Firebreak so as GitHub would, and brings it into the cluster. */
  merge(application: Application): Promise<void>;
  /** Closes the newest pull request without merging it, and tells Firebreak so as GitHub would. */
  decline(): Promise<void>;
  /** What GitHub has written, by route; doctor asks for what is refused whoever asks. */
  written(): readonly string[];
}

export function useLastingFixBench(
  applications: readonly Application[],
  stages: readonly string[] = [],
): LastingFixBench {
  let cluster: ControlPlane;
  let folder: string;
  let github: FakeGitHub;
  let repository: ReturnType<FakeGitHub['repository']>;
  let firebreak: FirebreakProcess;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-lasting-fix-'));
    const policies = testPolicies(join(folder, 'policies'));
    cpSync(scenarioFile('manifests/lasting-fixes.yaml'), join(policies, 'lasting-fixes.yaml'));
    cluster = await startControlPlane({ stages });
    await cluster.apply(readFileSync(scenarioFile('manifests/argo-cd.yaml'), 'utf8'));
    for (const application of applications) {
      if (application.healsItself === true) await cluster.apply(argoApplication(application));
      await bring(application, treeOf(applications));
    }
    await hold(cluster, loadPolicies(policies));
  }, 240_000);
  afterAll(async () => {
    await cluster?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    github = await startFakeGitHub();
    github.token(token);
    repository = github.repository(repositoryName, treeOf(applications));
    repository.collaborators.add('ann');
  });
  afterEach(async () => {
    await firebreak?.stop();
    await github?.stop();
  });

  const bring = (application: Application, tree: Tree) => {
    const path = `apps/${application.namespace}`;
    return application.healsItself === true
      ? syncInWaves(cluster, tree, path, application.namespace)
      : applyAtOnce(cluster, tree, path);
  };

  return {
    cluster: () => cluster,
    github: () => github,
    repository: () => repository,
    firebreak: () => firebreak,
    async start(options = {}) {
      const { environment = {}, ...rest } = options;
      firebreak = await startFirebreak({
        kubeconfig: cluster.kubeconfigFor('firebreak-planner'),
        executorKubeconfig: cluster.kubeconfigFor('firebreak-executor'),
        ...rest,
        environment: {
          FIREBREAK_POLICIES: join(folder, 'policies'),
          GITHUB_API_URL: github.url,
          GITHUB_TOKEN: token,
          GITHUB_WEBHOOK_SECRET: webhookSecret,
          FIREBREAK_REPOSITORIES: JSON.stringify([
            { repository: repositoryName, base: 'main', paths: ['apps/**'] },
          ]),
          // Rarely enough that a test which needs the webhook shows it.
          FIREBREAK_PULL_REQUEST_POLL_SECONDS: '3600',
          ...environment,
        },
      });
      return firebreak;
    },
    sync: (application) => bring(application, repository.files('main')),
    async merge(application) {
      const { number, head } = repository.pulls.at(-1) ?? { number: 0, head: '' };
      repository.merge(number, 'ann');
      await tell(firebreak.url, head);
      await bring(application, repository.files('main'));
    },
    async decline() {
      const { number, head } = repository.pulls.at(-1) ?? { number: 0, head: '' };
      repository.close(number, 'ann');
      await tell(firebreak.url, head);
    },
    written: () =>
      github.calls
        .filter(({ route, status = 0 }) => !route.startsWith('GET ') && status < 300)
        .map(({ route }) => route),
  };
}

/** The repository's files, each application in a folder that is called like its namespace. */
function treeOf(applications: readonly Application[]): Tree {
  const files = applications.flatMap(({ app, namespace }) =>
    readdirSync(scenarioFile(`repository/${app}`)).map((name) => {
      const text = readFileSync(scenarioFile(`repository/${app}/${name}`), 'utf8');
      const placed = text
        .replaceAll(`namespace: ${app}\n`, `namespace: ${namespace}\n`)
        .replace(`{ name: ${app} }`, `{ name: ${namespace} }`);
      return [`apps/${namespace}/${name}`, placed] as const;
    }),
  );
  return { ...Object.fromEntries(files), CODEOWNERS: '* @ann\n' };
}

function argoApplication({ namespace }: Application): string {
  return stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: namespace, namespace: 'argocd' },
    spec: {
      source: {
        repoURL: `https://github.com/${repositoryName}.git`,
        path: `apps/${namespace}`,
        targetRevision: 'main',
      },
      destination: { namespace },
      syncPolicy: { automated: { selfHeal: true } },
    },
  });
}

/** A delivery as GitHub sends it once a pull request has changed. */
async function tell(url: string, head: string): Promise<void> {
  const body = JSON.stringify({
    action: 'closed',
    repository: { full_name: repositoryName },
    pull_request: { head: { ref: head } },
  });
  const signature = createHmac('sha256', webhookSecret).update(body).digest('hex');
  const response = await fetch(`${url}/github/webhook`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-github-event': 'pull_request',
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
  });
  if (response.status !== 202) throw new Error(`webhook: ${response.status} ${await response.text()}`);
}

function scenarioFile(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
