import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { isNetwork } from './http/auth/trusted-proxy.ts';
import { readSigningKey } from './ledger/heads/keys.ts';
import { policyRepositorySchema } from './policy-changes/policy-repository.ts';
import { repositoriesSchema } from './pull-requests/repositories.ts';

/** A number that may come as text from the environment. */
const wholeNumber = z.coerce.number().int();

/** US dollars, such as 0.25; more is a slip of the pen. */
const dollars = z.coerce.number().min(0).max(1_000_000);

/** `litellm:claude-haiku,bedrock:amazon.nova-micro-v1:0`: text with commas from the environment, or a YAML list. */
const modelList = z
  .union([z.string().transform((text) => text.split(',')), z.array(z.string())])
  .transform((names) => names.map((name) => name.trim()).filter((name) => name !== ''))
  .pipe(
    z.array(
      z
        .string()
        .regex(
          /^(?:litellm|bedrock):\S+$/u,
          'a model as provider:name, such as litellm:claude-haiku or bedrock:amazon.nova-micro-v1:0',
        ),
    ),
  );

const url = z.url({ protocol: /^https?$/u });

/** Text with commas from the environment, or a YAML list. */
const nameList = z
  .union([z.string().transform((text) => text.split(',')), z.array(z.string())])
  .transform((names) => names.map((name) => name.trim()).filter((name) => name !== ''));

const urlList = z
  .union([z.string().transform((text) => text.split(',')), z.array(z.string())])
  .transform((urls) => urls.map((each) => each.trim()))
  .pipe(z.array(url).min(1));

const headerName = z
  .string()
  .regex(/^[A-Za-z0-9-]+$/u, 'the name of a header, such as X-Forwarded-User')
  .transform((name) => name.toLowerCase());

function isPrivateKey(pem: string): boolean {
  try {
    createPrivateKey(pem);
    return true;
  } catch {
    return false;
  }
}

function isSigningKey(pem: string): boolean {
  try {
    readSigningKey(pem);
    return true;
  } catch {
    return false;
  }
}

/** One setting: its place in firebreak.yaml, its environment variable, and what it may be. */
export interface ConfigKey<S extends z.ZodType = z.ZodType> {
  readonly env: string;
  readonly schema: S;
  /** Absent: the setting has no value unless one is given. */
  readonly fallback?: z.output<S>;
  readonly secret?: true;
  readonly meaning: string;
}

type WithFallback<S extends z.ZodType> = ConfigKey<S> & { readonly fallback: z.output<S> };

/** Checks a definition; one with a fallback is known to have a value. */
function key<S extends z.ZodType>(definition: WithFallback<S>): WithFallback<S>;
function key<S extends z.ZodType>(definition: ConfigKey<S>): ConfigKey<S>;
function key<S extends z.ZodType>(definition: ConfigKey<S>): ConfigKey<S> {
  return definition;
}

/** Every setting of Firebreak; docs/configuration.md lists them, and a test ties the two. */
export const configKeys = {
  host: key({
    env: 'FIREBREAK_HOST',
    schema: z.string().min(1),
    fallback: '127.0.0.1',
    meaning: 'address to listen on',
  }),
  port: key({
    env: 'FIREBREAK_PORT',
    schema: wholeNumber.min(0).max(65_535),
    fallback: 8080,
    meaning: 'port to listen on; 0 takes a free one',
  }),
  publicUrl: key({
    env: 'FIREBREAK_PUBLIC_URL',
    schema: url,
    meaning: 'where people reach the pages from outside',
  }),
  dataDir: key({
    env: 'FIREBREAK_DATA_DIR',
    schema: z.string().min(1),
    fallback: './data',
    meaning: 'folder of the embedded store',
  }),
  mode: key({
    env: 'FIREBREAK_MODE',
    schema: z.enum(['dry-run', 'approve']),
    fallback: 'dry-run',
    meaning: 'dry-run writes nothing, even after an approval',
  }),
  cluster: key({
    env: 'FIREBREAK_CLUSTER',
    schema: z.string().min(1),
    fallback: 'default',
    meaning: 'name of the cluster; alerts of another are recorded only',
  }),
  namespace: key({
    env: 'FIREBREAK_NAMESPACE',
    schema: z.string().min(1),
    meaning: 'namespace that Firebreak itself runs in; nothing in it is ever changed',
  }),
  settleSeconds: key({
    env: 'FIREBREAK_SETTLE_SECONDS',
    schema: wholeNumber.min(0).max(86_400),
    fallback: 30,
    meaning: 'how long an alert may heal by itself; where given, it wins over the policies',
  }),
  webhookToken: key({
    env: 'FIREBREAK_WEBHOOK_TOKEN',
    schema: z.string().min(1),
    secret: true,
    meaning: 'bearer token or basic-auth password of the webhook',
  }),
  webhookPerMinute: key({
    env: 'FIREBREAK_WEBHOOK_PER_MINUTE',
    schema: wholeNumber.min(1),
    fallback: 6_000,
    meaning: 'requests that the webhook takes; more are answered 503, which Alertmanager sends again',
  }),
  apiToken: key({
    env: 'FIREBREAK_API_TOKEN',
    schema: z.string().min(16, 'at least 16 characters'),
    secret: true,
    meaning: 'admin token for machines',
  }),
  sharedToken: key({
    env: 'FIREBREAK_SHARED_TOKEN',
    schema: z.enum(['first-run', 'always', 'never']),
    fallback: 'first-run',
    meaning: 'when the token of the data folder signs in; first-run: while there is no other way in',
  }),
  usersFile: key({
    env: 'FIREBREAK_USERS_FILE',
    schema: z.string().min(1),
    meaning: 'local users, as firebreak user writes them; users.json in the data folder unless given',
  }),
  tokensFile: key({
    env: 'FIREBREAK_TOKENS_FILE',
    schema: z.string().min(1),
    meaning:
      'tokens of machines, as firebreak token writes them; tokens.json in the data folder unless given',
  }),
  sessionHours: key({
    env: 'FIREBREAK_SESSION_HOURS',
    schema: wholeNumber.min(1).max(168),
    fallback: 12,
    meaning: 'how long a sign-in lasts',
  }),
  oidcIssuer: key({
    env: 'FIREBREAK_OIDC_ISSUER',
    schema: url,
    meaning: 'OpenID Connect provider that people sign in with; needs FIREBREAK_PUBLIC_URL',
  }),
  oidcClientId: key({
    env: 'FIREBREAK_OIDC_CLIENT_ID',
    schema: z.string().min(1),
    meaning: 'what the provider knows Firebreak by',
  }),
  oidcClientSecret: key({
    env: 'FIREBREAK_OIDC_CLIENT_SECRET',
    schema: z.string().min(1),
    secret: true,
    meaning: 'secret of that client',
  }),
  oidcScopes: key({
    env: 'FIREBREAK_OIDC_SCOPES',
    schema: nameList,
    fallback: ['openid', 'profile', 'email', 'groups'],
    meaning: 'asked of the provider; some refuse a scope that they do not know',
  }),
  oidcGroupsClaim: key({
    env: 'FIREBREAK_OIDC_GROUPS_CLAIM',
    schema: z.string().min(1),
    fallback: 'groups',
    meaning: 'claim of the ID token, or of the user info, that lists groups',
  }),
  adminGroups: key({
    env: 'FIREBREAK_ADMIN_GROUPS',
    schema: nameList,
    fallback: [],
    meaning: 'groups from the provider or the proxy whose members are admins; * for everybody',
  }),
  approverGroups: key({
    env: 'FIREBREAK_APPROVER_GROUPS',
    schema: nameList,
    fallback: [],
    meaning: 'groups whose members are approvers',
  }),
  viewerGroups: key({
    env: 'FIREBREAK_VIEWER_GROUPS',
    schema: nameList,
    fallback: [],
    meaning: 'groups whose members may look',
  }),
  proxyAddresses: key({
    env: 'FIREBREAK_PROXY_ADDRESSES',
    schema: nameList.pipe(
      z.array(z.string().refine(isNetwork, 'an address or a network, such as 10.0.0.7 or 10.0.0.0/24')),
    ),
    fallback: [],
    meaning: 'where connections of a proxy come from that signs people in and says so in headers',
  }),
  proxyUserHeader: key({
    env: 'FIREBREAK_PROXY_USER_HEADER',
    schema: headerName,
    fallback: 'x-forwarded-user',
    meaning: 'header in which that proxy names the user',
  }),
  proxyGroupsHeader: key({
    env: 'FIREBREAK_PROXY_GROUPS_HEADER',
    schema: headerName,
    fallback: 'x-forwarded-groups',
    meaning: 'header in which that proxy lists groups, with commas',
  }),
  auditKey: key({
    env: 'FIREBREAK_AUDIT_KEY',
    schema: z
      .string()
      .refine(isSigningKey, 'an Ed25519 private key as PEM; `firebreak audit keygen` makes one'),
    secret: true,
    meaning: 'signs heads of the ledger; give it as FIREBREAK_AUDIT_KEY_FILE',
  }),
  auditHeadsFile: key({
    env: 'FIREBREAK_AUDIT_HEADS_FILE',
    schema: z.string().min(1),
    meaning: 'where signed heads are appended; ledger-heads.jsonl in the data folder unless given',
  }),
  auditHeadEntries: key({
    env: 'FIREBREAK_AUDIT_HEAD_ENTRIES',
    schema: wholeNumber.min(1),
    fallback: 100,
    meaning: 'a head is signed after so many entries of the ledger',
  }),
  auditHeadMinutes: key({
    env: 'FIREBREAK_AUDIT_HEAD_MINUTES',
    schema: wholeNumber.min(1).max(1_440),
    fallback: 10,
    meaning: 'and, where there is a new entry, after so many minutes',
  }),
  models: key({
    env: 'FIREBREAK_MODELS',
    schema: modelList,
    fallback: [],
    meaning: 'models in order of preference; none: triage alone',
  }),
  policies: key({
    env: 'FIREBREAK_POLICIES',
    schema: z.string().min(1),
    meaning: 'folder of policies; the packaged ones unless given',
  }),
  runbooks: key({
    env: 'FIREBREAK_RUNBOOKS',
    schema: z.string().min(1),
    meaning: 'folder of your own runbooks, which go before the packaged ones and override them by name',
  }),
  prompts: key({
    env: 'FIREBREAK_PROMPTS',
    schema: z.string().min(1),
    meaning: 'folder of prompts; the packaged ones unless given',
  }),
  modelWhenSure: key({
    env: 'FIREBREAK_MODEL_WHEN_SURE',
    schema: z.enum(['ask', 'skip']),
    fallback: 'ask',
    meaning: 'skip asks no model where the rules are sure of the cause and nothing was refused yet',
  }),
  modelTimeoutSeconds: key({
    env: 'FIREBREAK_MODEL_TIMEOUT_SECONDS',
    schema: wholeNumber.min(1).max(600),
    fallback: 30,
    meaning: 'how long one model may take for one answer',
  }),
  modelTokensPerIncident: key({
    env: 'FIREBREAK_MODEL_TOKENS_PER_INCIDENT',
    schema: wholeNumber.min(0),
    fallback: 100_000,
    meaning: 'tokens for models over the life of an incident; past it triage goes on alone',
  }),
  modelTokensPerHour: key({
    env: 'FIREBREAK_MODEL_TOKENS_PER_HOUR',
    schema: wholeNumber.min(0),
    fallback: 1_000_000,
    meaning: 'tokens for models an hour (UTC)',
  }),
  modelTokensPerDay: key({
    env: 'FIREBREAK_MODEL_TOKENS_PER_DAY',
    schema: wholeNumber.min(0),
    fallback: 2_000_000,
    meaning: 'tokens for models a day (UTC)',
  }),
  exchangeDays: key({
    env: 'FIREBREAK_EXCHANGE_DAYS',
    schema: wholeNumber.min(1).max(3_650),
    fallback: 90,
    meaning: 'days for which exchanges with models are kept after the end of their incident',
  }),
  modelDollarsPerIncident: key({
    env: 'FIREBREAK_MODEL_DOLLARS_PER_INCIDENT',
    schema: dollars,
    meaning: 'US dollars for models over the life of an incident; with it, a model needs a known price',
  }),
  modelDollarsPerHour: key({
    env: 'FIREBREAK_MODEL_DOLLARS_PER_HOUR',
    schema: dollars,
    meaning: 'US dollars for models an hour (UTC); with it, a model needs a known price',
  }),
  modelDollarsPerDay: key({
    env: 'FIREBREAK_MODEL_DOLLARS_PER_DAY',
    schema: dollars,
    meaning: 'US dollars for models a day (UTC); with it, a model needs a known price',
  }),
  modelPrices: key({
    env: 'FIREBREAK_MODEL_PRICES',
    schema: z.string().min(1),
    meaning: 'file of prices that adds to the packaged ones and wins over them',
  }),
  kubeconfig: key({
    env: 'KUBECONFIG',
    schema: z.string().min(1),
    meaning: "the planner's kubeconfig; the in-cluster service account unless given",
  }),
  executorKubeconfig: key({
    env: 'FIREBREAK_EXECUTOR_KUBECONFIG',
    schema: z.string().min(1),
    meaning: "the executor's kubeconfig; the planner's unless given",
  }),
  clusterTimeoutSeconds: key({
    env: 'FIREBREAK_CLUSTER_TIMEOUT_SECONDS',
    schema: wholeNumber.min(1).max(120),
    fallback: 10,
    meaning: 'how long the API server may take for one request',
  }),
  databaseUrl: key({
    env: 'DATABASE_URL',
    schema: z.string().min(1),
    secret: true,
    meaning: 'not supported yet: the store is SQLite in the data folder',
  }),
  litellmBaseUrl: key({ env: 'LITELLM_BASE_URL', schema: url, meaning: 'the LiteLLM proxy' }),
  litellmApiKey: key({
    env: 'LITELLM_API_KEY',
    schema: z.string().min(1),
    secret: true,
    meaning: 'key of the LiteLLM proxy',
  }),
  awsRegion: key({
    env: 'AWS_REGION',
    schema: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d+$/u, 'a region, such as eu-central-1'),
    meaning: 'region of Amazon Bedrock; its credentials come from the AWS chain',
  }),
  bedrockEndpoint: key({
    env: 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME',
    schema: url,
    meaning: 'endpoint of Bedrock, such as a VPC endpoint; that of the region unless given',
  }),
  heartbeats: key({
    env: 'FIREBREAK_HEARTBEATS',
    schema: nameList,
    fallback: ['Watchdog'],
    meaning: 'alerts that fire always; expected once seen, or at once where given',
  }),
  heartbeatMinutes: key({
    env: 'FIREBREAK_HEARTBEAT_MINUTES',
    schema: wholeNumber.min(1).max(10_080),
    fallback: 15,
    meaning: 'how long a heartbeat may stay away; unless given, at least twice as long as it used to',
  }),
  alertmanagerUrl: key({
    env: 'ALERTMANAGER_URL',
    schema: urlList,
    secret: true,
    meaning: 'asked whether alerts fire and have ended; several of one set with commas',
  }),
  prometheusUrl: key({
    env: 'PROMETHEUS_URL',
    schema: url,
    secret: true,
    meaning: "asked what the alerts' own expressions give",
  }),
  lokiUrl: key({
    env: 'LOKI_URL',
    schema: url,
    secret: true,
    meaning: 'asked for logs that no kubelet has any more',
  }),
  lokiBearerToken: key({
    env: 'LOKI_BEARER_TOKEN',
    schema: z.string().regex(/^[\w.~+/=-]+$/u, 'a bearer token'),
    secret: true,
    meaning: 'bearer token for Loki; a user and password may stand in its address instead',
  }),
  lokiOrgId: key({
    env: 'LOKI_ORG_ID',
    schema: z.string().regex(/^[\w!.*'()|-]{1,150}$/u, "a tenant id of Loki: letters, digits and !-_.*'()|"),
    meaning: 'tenant of Loki (X-Scope-OrgID), where it has several',
  }),
  slackBotToken: key({
    env: 'SLACK_BOT_TOKEN',
    schema: z.string().regex(/^xox[be]\S+$/u, 'a bot token, which starts with xoxb-'),
    secret: true,
    meaning: 'bot token of the Slack app; with it and a channel, incidents are shown in Slack',
  }),
  slackAppToken: key({
    env: 'SLACK_APP_TOKEN',
    schema: z.string().regex(/^xapp-\S+$/u, 'an app-level token, which starts with xapp-'),
    secret: true,
    meaning: 'app-level token: clicks come over Socket Mode',
  }),
  slackSigningSecret: key({
    env: 'SLACK_SIGNING_SECRET',
    schema: z.string().min(16, 'at least 16 characters'),
    secret: true,
    meaning: 'signing secret: clicks come over HTTP to /slack/interactions',
  }),
  slackChannel: key({
    env: 'SLACK_CHANNEL',
    schema: z
      .string()
      .regex(/^[CG][A-Z0-9]{6,}$/u, 'the id of a channel, such as C0123456789, at the end of its details'),
    meaning: 'id of the channel that incidents are shown in',
  }),
  slackApiUrl: key({
    env: 'SLACK_API_URL',
    schema: url,
    meaning: "Slack's Web API, where it is reached through a proxy",
  }),
  githubToken: key({
    env: 'GITHUB_TOKEN',
    schema: z
      .string()
      .regex(/^[\w.-]{20,}$/u, 'a token, such as a fine-grained one, which starts with github_pat_'),
    secret: true,
    meaning: 'token for GitHub; with it, or with an App, lasting fixes become pull requests',
  }),
  githubAppId: key({
    env: 'GITHUB_APP_ID',
    schema: z.coerce.string().regex(/^\d+$/u, "the App's number, on its page"),
    meaning: 'GitHub App in place of a token',
  }),
  githubAppPrivateKey: key({
    env: 'GITHUB_APP_PRIVATE_KEY',
    schema: z
      .string()
      .transform((pem) => pem.replaceAll('\\n', '\n'))
      .refine(isPrivateKey, "the App's private key as PEM"),
    secret: true,
    meaning: 'private key of the App; give it as GITHUB_APP_PRIVATE_KEY_FILE',
  }),
  githubAppInstallationId: key({
    env: 'GITHUB_APP_INSTALLATION_ID',
    schema: z.coerce.string().regex(/^\d+$/u, 'the number at the end of the address of the installation'),
    meaning: 'where the App is installed',
  }),
  githubApiUrl: key({
    env: 'GITHUB_API_URL',
    schema: url,
    meaning:
      "GitHub Enterprise Server's API, such as https://ghe.example.org/api/v3; GitHub's own unless given",
  }),
  pullRequestPollSeconds: key({
    env: 'FIREBREAK_PULL_REQUEST_POLL_SECONDS',
    schema: wholeNumber.min(5).max(86_400),
    fallback: 60,
    meaning: 'how often an open pull request is looked at; a webhook tells sooner',
  }),
  githubWebhookSecret: key({
    env: 'GITHUB_WEBHOOK_SECRET',
    schema: z.string().min(16, 'at least 16 characters'),
    secret: true,
    meaning: 'secret of a webhook to /github/webhook, which tells of a pull request sooner than polling',
  }),
  repositories: key({
    env: 'FIREBREAK_REPOSITORIES',
    schema: repositoriesSchema,
    fallback: [],
    meaning: 'where pull requests may go: a list of repository, base, paths; in the environment as JSON',
  }),
  policiesRepository: key({
    env: 'FIREBREAK_POLICIES_REPOSITORY',
    schema: policyRepositorySchema,
    meaning:
      'where the policies come from: repository, base, folder; people can then propose deny rules and failure patterns there',
  }),
  logLevel: key({
    env: 'LOG_LEVEL',
    schema: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    fallback: 'info',
    meaning: 'least level that is logged',
  }),
} as const;

export type ConfigName = keyof typeof configKeys;
