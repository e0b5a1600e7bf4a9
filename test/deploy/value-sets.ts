import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import type { Values } from './helm.ts';

const packagedPolicyFiles = Object.fromEntries(
  readdirSync(packagedPolicies)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => [file, readFileSync(join(packagedPolicies, file), 'utf8')]),
);

/** Ways in which people install the chart. */
export const valueSets: Readonly<Record<string, Values>> = {
  'first install': {},
  'approve mode': { mode: 'approve', cluster: 'homelab' },
  'homelab on k3s': {
    cluster: 'homelab',
    config: {
      models: ['litellm:claude-haiku', 'litellm:nova-micro'],
      litellmBaseUrl: 'http://litellm.litellm.svc:4000/v1',
      alertmanagerUrl: 'http://alertmanager-operated.monitoring.svc:9093',
      prometheusUrl: 'http://prometheus-operated.monitoring.svc:9090',
      modelDollarsPerDay: 0.5,
      heartbeats: ['Watchdog'],
    },
    secrets: { litellmApiKey: { name: 'litellm', key: 'api-key' } },
    ingress: {
      enabled: true,
      className: 'traefik',
      host: 'firebreak.home.example',
      tlsSecret: 'firebreak-tls',
    },
    networkPolicy: { fromNamespaces: ['monitoring', 'kube-system'], egressPorts: [3100] },
    persistence: { storageClass: 'local-path', size: '2Gi' },
  },
  'platform team': {
    mode: 'approve',
    cluster: 'eu-production',
    image: {
      repository: 'registry.example.com/platform/firebreak',
      digest: `sha256:${'a'.repeat(64)}`,
      pullSecrets: ['registry'],
    },
    config: { models: ['bedrock:amazon.nova-micro-v1:0'], awsRegion: 'eu-central-1' },
    secrets: {
      auditKey: { name: 'firebreak-audit', key: 'private.pem' },
      alertmanagerUrl: { name: 'firebreak', key: 'alertmanager-url' },
    },
    serviceAccounts: {
      executor: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/firebreak' } },
    },
    httpRoute: {
      enabled: true,
      parentRefs: [{ name: 'internal', namespace: 'gateways' }],
      host: 'firebreak.platform.example',
    },
    serviceMonitor: { enabled: true, labels: { release: 'kube-prometheus-stack' } },
    prometheusRule: { enabled: true, labels: { release: 'kube-prometheus-stack' } },
    dashboard: { enabled: true },
    admission: { cronJobs: ['shop/refresh-pull-secret', 'billing/123'] },
    priorityClassName: 'system-cluster-critical',
    tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'platform', effect: 'NoSchedule' }],
    podAnnotations: { 'example.com/team': 'platform' },
    podLabels: { team: 'platform' },
  },
  'own policies in the values': { mode: 'approve', policies: { files: packagedPolicyFiles } },
  'own policies, runbooks, prompts and prices kept elsewhere': {
    policies: { existingConfigMap: 'our-policies' },
    runbooks: { existingConfigMap: 'our-runbooks' },
    prompts: { existingConfigMap: 'our-prompts' },
    modelPrices: { existingConfigMap: 'our-prices' },
  },
  'reads only, without admission policies': { admission: { enabled: false } },
  'AWS keys from a Secret, behind a proxy': {
    envFromSecrets: ['aws'],
    env: {
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: 'http://proxy.example:3128',
      NO_PROXY: '.svc,.cluster.local',
    },
    config: { models: ['bedrock:amazon.nova-lite-v1:0'], awsRegion: 'eu-west-1' },
  },
  'pull requests by a GitHub App, told of by its webhook': {
    config: {
      githubAppId: '123456',
      githubAppInstallationId: '12345678',
      githubApiUrl: 'https://ghe.example.com:8443/api/v3',
      repositories: [
        { repository: 'acme/deployments', base: 'main', paths: ['apps/**'], folder: 'overlays/production' },
        { repository: 'acme/charts', base: 'release/1.x', paths: ['*/values.yaml'], draft: true },
      ],
    },
    secrets: {
      githubAppPrivateKey: { name: 'firebreak-github', key: 'private-key' },
      githubWebhookSecret: { name: 'firebreak-github', key: 'webhook-secret' },
      lokiUrl: { name: 'loki', key: 'url' },
    },
    ingress: { enabled: true, host: 'firebreak.example.com', tlsSecret: 'firebreak-tls' },
    networkPolicy: { fromNamespaces: ['monitoring', 'ingress-nginx'], egressPorts: [3100] },
  },
  'a claim and a network of their own': {
    persistence: { existingClaim: 'firebreak-store' },
    networkPolicy: { enabled: false },
    podDisruptionBudget: { enabled: false },
    architectures: ['arm64'],
  },
  'several Alertmanagers': {
    config: { alertmanagerUrl: ['http://am-0.monitoring.svc:9093', 'http://am-1.monitoring.svc:9094'] },
    networkPolicy: { from: [{ ipBlock: { cidr: '10.0.0.0/24' } }] },
  },
};
