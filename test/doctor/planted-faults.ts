import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyRule } from '../../src/rbac/policy-rule.ts';
import { type Fault, table } from './fault.ts';
import type { SetUp } from './healthy-set-up.ts';
import { admissionFaults } from './planted-admission-faults.ts';
import { githubFaults } from './planted-github-faults.ts';

const nowhere = 'http://127.0.0.1:1';

const grant =
  (identity: 'planner' | 'executor', rule: Partial<PolicyRule>) =>
  ({ api }: SetUp): void => {
    const user = api.users[identity];
    user.rules = [...user.rules, { apiGroups: [''], resources: [], verbs: ['get'], ...rule }];
  };

const set =
  (variables: Readonly<Record<string, string | undefined>>) =>
  ({ environment }: SetUp): void => {
    Object.assign(environment, variables);
  };

const rbac = /firebreak policy rbac/u;

/** Every fault that doctor is known to find; docs/doctor.md lists them. */
export const faults: readonly Fault[] = [
  ...admissionFaults,
  ...githubFaults,
  ...table('finding', [
    [
      'the planner may read Secrets',
      grant('planner', { resources: ['secrets'] }),
      'rights of the planner',
      /may read every Secret/u,
      rbac,
    ],
    [
      'the executor may do everything',
      grant('executor', { apiGroups: ['*'], resources: ['*'], verbs: ['*'] }),
      'rights of the executor',
      /may do everything/u,
      rbac,
    ],
    [
      'the planner may impersonate',
      grant('planner', { resources: ['serviceaccounts'], verbs: ['impersonate'] }),
      'rights of the planner',
      /may impersonate/u,
      rbac,
    ],
    [
      'the executor may run commands in pods',
      grant('executor', { resources: ['pods/exec'], verbs: ['create'] }),
      'rights of the executor',
      /run commands in pods/u,
      rbac,
    ],
    [
      'the planner may bind roles',
      grant('planner', {
        apiGroups: ['rbac.authorization.k8s.io'],
        resources: ['clusterroles'],
        verbs: ['bind'],
      }),
      'rights of the planner',
      /bind roles/u,
      rbac,
    ],
    [
      'the executor may take its admission policies away',
      grant('executor', {
        apiGroups: ['admissionregistration.k8s.io'],
        resources: ['validatingadmissionpolicybindings'],
        verbs: ['delete'],
      }),
      'rights of the executor',
      /change the admission policies/u,
      rbac,
    ],
    [
      'the executor may write what no action writes',
      grant('executor', { resources: ['configmaps'], verbs: ['update'] }),
      'rights of the executor',
      /more than the policies need: update configmaps/u,
      rbac,
    ],
    [
      'the executor has no rights',
      ({ api }) => {
        api.users.executor.rules = [];
      },
      'rights of the executor',
      /^missing: .*patch deployments\.apps/u,
      rbac,
    ],
    [
      'no admission policy holds the planner',
      ({ api }) => {
        api.holds = false;
      },
      'admission of the planner',
      /no policy holds it to dry-runs/u,
      /firebreak policy admission/u,
    ],
    [
      'planner and executor are the same',
      ({ api }) => {
        api.users.executor.name = api.users.planner.name;
      },
      'identities',
      /both system:serviceaccount/u,
      /FIREBREAK_EXECUTOR_KUBECONFIG/u,
    ],
    [
      'the executor has no kubeconfig of its own',
      set({ FIREBREAK_EXECUTOR_KUBECONFIG: undefined }),
      'identities',
      /both/u,
      /FIREBREAK_EXECUTOR_KUBECONFIG/u,
    ],
    [
      'the token of the planner is not known',
      (setUp) => writeFileSync(join(setUp.folder, 'planner'), tokenReplaced(setUp.folder, 'gone')),
      'cluster as planner',
      /401|[Uu]nauthorized/u,
      /credentials in KUBECONFIG/u,
    ],
    [
      'Kubernetes is too old',
      ({ api }) => {
        api.gitVersion = 'v1.29.14';
      },
      'API server',
      /v1\.29\.14 is too old/u,
      /1\.30/u,
    ],
    [
      'the API server serves no ValidatingAdmissionPolicy',
      ({ api }) => {
        api.servesPolicies = false;
      },
      'API server',
      /serves no ValidatingAdmissionPolicy/u,
      /enable admissionregistration/u,
    ],
    [
      'the clocks differ',
      ({ api }) => {
        api.aheadSeconds = 300;
      },
      'clock',
      /seconds behind the API server's/u,
      /NTP/u,
    ],
    [
      'Firebreak does not know its namespace',
      set({ FIREBREAK_NAMESPACE: undefined, KUBERNETES_SERVICE_HOST: '10.96.0.1' }),
      'own namespace',
      /does not know its namespace/u,
      /FIREBREAK_NAMESPACE/u,
    ],
    [
      'the webhook has no token',
      set({ FIREBREAK_WEBHOOK_TOKEN: undefined, FIREBREAK_HOST: '0.0.0.0' }),
      'webhook',
      /without a token/u,
      /FIREBREAK_WEBHOOK_TOKEN/u,
    ],
    [
      'nobody may approve',
      set({ FIREBREAK_USERS_FILE: '/nowhere/users.json', FIREBREAK_SHARED_TOKEN: 'never' }),
      'sign-in',
      /nobody may approve/u,
      /firebreak user add/u,
    ],
    [
      'everybody is the same person',
      set({ FIREBREAK_USERS_FILE: '/nowhere/users.json' }),
      'sign-in',
      /one token/u,
      /firebreak user add/u,
    ],
    [
      'the users file is broken',
      ({ dataFolder }) => writeFileSync(join(dataFolder, 'users.json'), '{'),
      'sign-in',
      /users\.json/u,
      /mend the file/u,
    ],
    [
      'OpenID Connect is set by half',
      set({ FIREBREAK_OIDC_ISSUER: 'https://id.example.org' }),
      'sign-in',
      /FIREBREAK_OIDC_CLIENT_ID/u,
      /set what it names/u,
    ],
    [
      'there is a client and no identity provider',
      set({ FIREBREAK_OIDC_CLIENT_ID: 'firebreak' }),
      'sign-in',
      /no provider/u,
      /FIREBREAK_OIDC_ISSUER/u,
    ],
    [
      'the identity provider has another name',
      (setUp) => {
        setUp.monitoring.issuer = 'https://id.example.org';
        set({
          FIREBREAK_OIDC_ISSUER: setUp.monitoringUrl,
          FIREBREAK_OIDC_CLIENT_ID: 'firebreak',
          FIREBREAK_APPROVER_GROUPS: 'oncall',
        })(setUp);
      },
      'identity provider',
      /calls itself https:\/\/id\.example\.org/u,
      /FIREBREAK_OIDC_ISSUER/u,
    ],
    [
      'everybody may read the database',
      ({ dataFolder }) => {
        writeFileSync(join(dataFolder, 'firebreak.db'), '');
        chmodSync(join(dataFolder, 'firebreak.db'), 0o644);
      },
      'data folder',
      /every user of this machine may read/u,
      /chmod/u,
    ],
    [
      'the policies cannot be read',
      set({ FIREBREAK_POLICIES: '/nowhere' }),
      'policies',
      /nowhere/u,
      /mend the file|give a folder/u,
    ],
    [
      'a runbook is broken',
      (setUp) => {
        const runbooks = join(setUp.folder, 'runbooks');
        mkdirSync(runbooks);
        writeFileSync(join(runbooks, 'own.md'), '---\n[');
        set({ FIREBREAK_RUNBOOKS: runbooks })(setUp);
      },
      'runbooks',
      /own\.md/u,
      /mend the file/u,
    ],
    [
      'Alertmanager does not send here',
      ({ monitoring }) => {
        monitoring.alertmanager = 'receivers: [{ name: mail }]';
      },
      'alertmanager',
      /none of its receivers/u,
      /webhook_configs/u,
    ],
    [
      'Prometheus evaluates no alert',
      ({ monitoring }) => {
        monitoring.ruleTypes = ['recording'];
      },
      'prometheus',
      /no alerting rule/u,
      /PROMETHEUS_URL/u,
    ],
    [
      'the model uses no tools',
      ({ model }) => model.use(() => ({ kind: 'message', content: 'It works.' })),
      'model litellm:claude-haiku',
      /did not use the tool/u,
      /FIREBREAK_MODELS/u,
    ],
    [
      'the key of the model is wrong',
      ({ model }) => model.use(() => ({ kind: 'error', status: 401 })),
      'model litellm:claude-haiku',
      /./u,
      /LITELLM_API_KEY/u,
    ],
    [
      'the Slack app lacks a scope',
      ({ slack }) => {
        slack.state.scopes = slack.state.scopes.filter((scope) => scope !== 'files:write');
      },
      'slack',
      /without files:write/u,
      /OAuth & Permissions/u,
    ],
    [
      'the bot is not in its channel',
      ({ slack }) => {
        slack.state.channel.isMember = false;
      },
      'slack channel C0INCIDENTS',
      /not in #incidents/u,
      /\/invite/u,
    ],
    [
      'Slack cannot link to the page',
      set({ FIREBREAK_PUBLIC_URL: undefined }),
      'slack links',
      /cannot link/u,
      /FIREBREAK_PUBLIC_URL/u,
    ],
  ]),
  ...table('unreachable', [
    [
      'Prometheus is away',
      set({ PROMETHEUS_URL: nowhere }),
      'prometheus',
      /127\.0\.0\.1:1/u,
      /PROMETHEUS_URL/u,
    ],
    [
      'Alertmanager is away',
      set({ ALERTMANAGER_URL: nowhere }),
      'alertmanager',
      /127\.0\.0\.1:1/u,
      /ALERTMANAGER_URL/u,
    ],
    [
      'the proxy of the models is away',
      set({ LITELLM_BASE_URL: nowhere }),
      'model litellm:claude-haiku',
      /./u,
      /LITELLM_BASE_URL/u,
    ],
    ['Slack is away', ({ slack }) => slack.away(true), 'slack', /Slack answers/u, /SLACK_BOT_TOKEN/u],
  ]),
  ...table('note', [
    [
      'there is no metrics API',
      ({ api }) => {
        api.servesMetrics = false;
      },
      'API server',
      /no metrics API/u,
      /metrics-server/u,
    ],
    [
      'the price of a model is not known',
      set({ FIREBREAK_MODELS: 'litellm:own-model' }),
      'price of litellm:own-model',
      /not known/u,
      /FIREBREAK_MODEL_PRICES/u,
    ],
    [
      'the planner may read more than is needed',
      grant('planner', { resources: ['configmaps'], verbs: ['list'] }),
      'rights of the planner',
      /reads more than is needed: list configmaps/u,
      rbac,
    ],
  ]),
];

function tokenReplaced(folder: string, token: string): string {
  return readFileSync(join(folder, 'planner'), 'utf8').replace('token: planner', `token: ${token}`);
}
