import { z } from 'zod';
import { type ConfigKey, type ConfigName, configKeys } from '../../src/config-keys/index.ts';
import { repositoryList } from '../../src/pull-requests/repositories.ts';

/** Settings that the chart itself gives, from other values or from what it mounts. */
const givenByChart: ReadonlySet<ConfigName> = new Set([
  'host',
  'port',
  'dataDir',
  'mode',
  'cluster',
  'namespace',
  'policies',
  'runbooks',
  'prompts',
  'modelPrices',
  'kubeconfig',
  'executorKubeconfig',
  'databaseUrl',
]);

const settings = (Object.entries(configKeys) as readonly [ConfigName, ConfigKey][]).filter(
  ([name]) => !givenByChart.has(name),
);

/** The settings that `secrets` may refer to, with the variables whose `_FILE` they become. */
export const secretSettings: Readonly<Record<string, string>> = Object.fromEntries(
  settings.filter(([, { secret }]) => secret === true).map(([name, { env }]) => [name, env]),
);

type Schema = Readonly<Record<string, unknown>>;

const text = (more: Schema = {}): Schema => ({ type: 'string', ...more });
const flag: Schema = { type: 'boolean' };
const words: Schema = { type: 'object', additionalProperties: { type: 'string' } };
const list = (items: Schema, more: Schema = {}): Schema => ({ type: 'array', items, ...more });

/** A map of texts whose keys fit a pattern, save for some. */
function wordsBut(pattern: string, taken: readonly string[]): Schema {
  return {
    ...object(Object.fromEntries(taken.map((key) => [key, { not: {} }]))),
    patternProperties: { [pattern]: { type: 'string' } },
  };
}

function object(properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema {
  return { type: 'object', additionalProperties: false, properties, ...more };
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
const name = text({ pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$', maxLength: 253 });
const nameOrNone = text({ pattern: '^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$', maxLength: 253 });
const namespacedName = text({
  pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$',
  maxLength: 116,
});
const quantity = text({ pattern: '^[0-9]+(\\.[0-9]+)?([EPTGMk]i?|m)?$' });
const host = text({ pattern: '^([a-z0-9*]([-a-z0-9.]*[a-z0-9])?)?$' });
const port: Schema = { type: 'integer', minimum: 1, maximum: 65_535 };
const configMap = object({ existingConfigMap: nameOrNone });

/** An address without user and password; one with them belongs into a Secret. */
const openAddress = text({ pattern: '^https?://\\S+$', not: { pattern: '@' } });

/** The parts of a schema that no JSON Schema can say, and patterns that Helm's does not know (RE2), are left open. */
function settingForm({ schema }: ConfigKey): Schema {
  // Its own schema takes JSON text too.
  const isRepositories = schema === configKeys.repositories.schema;
  return z.toJSONSchema(isRepositories ? repositoryList : schema, {
    io: isRepositories ? 'input' : 'output',
    unrepresentable: 'any',
    override({ jsonSchema }) {
      if (jsonSchema.pattern?.includes('(?!') === true) delete jsonSchema.pattern;
    },
  }) as Schema;
}

function settingSchema([name, setting]: readonly [ConfigName, ConfigKey]): [string, Schema][] {
  const { meaning, secret } = setting;
  if (secret === true && !name.endsWith('Url')) return [];
  const form: Schema = secret === true ? { anyOf: [openAddress, list(openAddress)] } : settingForm(setting);
  const { $schema: _dialect, ...rest } = form;
  return [[name, { description: meaning, ...rest }]];
}

/** What `helm install` accepts; the names under `config` and `secrets` follow from Firebreak's own settings. */
export const valuesSchema: Schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Values of the chart of Firebreak',
  ...object({
    global: { type: 'object' },
    image: object({
      repository: text({ pattern: '^[a-z0-9][a-z0-9._:/-]*$' }),
      tag: text({ pattern: '^[A-Za-z0-9_.-]*$', not: { const: 'latest' } }),
      digest: text({ pattern: '^(sha256:[0-9a-f]{64})?$' }),
      pullPolicy: { enum: ['Always', 'IfNotPresent', 'Never'] },
      pullSecrets: list(name),
    }),
    replicas: { const: 1, description: 'the store is SQLite on one volume' },
    mode: { enum: ['dry-run', 'approve'] },
    cluster: text({ minLength: 1 }),
    config: object(Object.fromEntries(settings.flatMap(settingSchema))),
    secrets: object(
      Object.fromEntries(
        Object.keys(secretSettings).map((setting) => [
          setting,
          object({ name, key: text({ pattern: '^[-._a-zA-Z0-9]+$' }) }, { required: ['name', 'key'] }),
        ]),
      ),
    ),
    envFromSecrets: list(name),
    // What is a setting belongs under `config` or `secrets`; as a variable it would win over both.
    env: wordsBut(
      '^[A-Za-z_][A-Za-z0-9_]*$',
      Object.values<ConfigKey>(configKeys).map(({ env }) => env),
    ),
    policies: object({
      files: wordsBut('^[-._a-zA-Z0-9]+\\.ya?ml$', []),
      existingConfigMap: nameOrNone,
    }),
    runbooks: configMap,
    prompts: configMap,
    modelPrices: configMap,
    admission: object({ enabled: flag, cronJobs: list(namespacedName) }),
    serviceAccounts: object({
      planner: object({ annotations: words }),
      executor: object({ annotations: words }),
    }),
    persistence: object({
      size: quantity,
      storageClass: nameOrNone,
      // Several nodes writing one SQLite file would break it.
      accessMode: { enum: ['ReadWriteOnce', 'ReadWriteOncePod'] },
      existingClaim: nameOrNone,
      annotations: words,
    }),
    resources: { type: 'object' },
    nodeSelector: words,
    architectures: list({ enum: ['amd64', 'arm64'] }, { minItems: 1, uniqueItems: true }),
    tolerations: list({ type: 'object' }),
    priorityClassName: nameOrNone,
    podAnnotations: words,
    podLabels: wordsBut(
      '.',
      ['name', 'instance', 'component'].map((part) => `app.kubernetes.io/${part}`),
    ),
    service: object({ port, annotations: words }),
    ingress: object({
      enabled: flag,
      className: nameOrNone,
      annotations: words,
      host,
      tlsSecret: nameOrNone,
    }),
    httpRoute: object({
      enabled: flag,
      parentRefs: list({ type: 'object', required: ['name'] }),
      host,
    }),
    networkPolicy: object({
      enabled: flag,
      fromNamespaces: list(name),
      from: list({ type: 'object' }),
      egressPorts: list(port),
    }),
    podDisruptionBudget: object({ enabled: flag, maxUnavailable: { enum: [0, 1] } }),
    serviceMonitor: object({
      enabled: flag,
      interval: text({ pattern: '^[0-9]+(ms|s|m|h)$' }),
      labels: words,
    }),
    prometheusRule: object({ enabled: flag, labels: words }),
    dashboard: object({ enabled: flag, labels: words }),
  }),
};
