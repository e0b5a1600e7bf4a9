import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readDump } from '../../src/adapters/dump/read-dump.ts';
import { triageDump } from '../../src/cli/triage-dump.ts';
import { parsePayload } from '../../src/intake/payload.ts';

const dumps = fileURLToPath(new URL('../fixtures/dumps', import.meta.url));
const payloadOf = (name: string): unknown =>
  JSON.parse(readFileSync(`${dumps}/${name}/payload.json`, 'utf8'));

async function triageOf(name: string, payload: unknown = payloadOf(name)) {
  const { causes, actions, notes, cost } = await triageDump({ dump: readDump(`${dumps}/${name}`), payload });
  const [first] = causes;
  return {
    first:
      first === undefined
        ? 'none'
        : `${first.cause} ${first.object.kind}/${first.object.name}${first.sure ? '' : '?'}`,
    actions: actions.map(({ action, target }) => `${action} ${target.kind}/${target.name}`),
    causes,
    notes,
    cost,
  };
}

describe('triage finds what broke, and leaves the mend to people', () => {
  it.each([
    ['chain-database-crashes', 'container.crash StatefulSet/postgres?'],
    ['chain-wrong-port', 'dependency.wrong-port Deployment/api'],
    ['dependency-missing', 'dependency.service-missing Deployment/api'],
    ['database-credentials', 'database.credentials-refused Deployment/api?'],
    ['network-policy-ingress', 'network-policy.blocks-ingress NetworkPolicy/postgres-only-admin'],
    ['network-policy-open', 'probe.readiness-failing Deployment/api?'],
    ['network-policy-dns', 'network-policy.blocks-dns NetworkPolicy/api-out'],
    ['dns-down', 'dns.unavailable Deployment/coredns'],
    ['rbac-forbidden', 'rbac.forbidden ServiceAccount/api?'],
    ['autoscaler-at-maximum', 'autoscaler.at-maximum HorizontalPodAutoscaler/web'],
    ['certificate-expired', 'certificate.expired Certificate/front-tls'],
    ['webhook-unavailable', 'admission.webhook-unavailable ValidatingWebhookConfiguration/policy'],
    ['service-account-missing', 'config.missing-service-account Deployment/api'],
    ['quota-exceeded', 'admission.quota-exceeded ResourceQuota/compute'],
    ['scheduler-gone', 'control-plane.component-down Lease/kube-scheduler'],
    ['operator-scales-back', 'operator.scales-back Cluster/db?'],
    ['monitoring-outage', 'storage.io-error PersistentVolumeClaim/prometheus-db-prometheus-0?'],
    ['monitoring-outage-unnamed', 'storage.io-error PersistentVolumeClaim/prometheus-db-prometheus-0?'],
    ['pull-secret-fresh', 'image.pull-denied Deployment/web'],
  ])('%s: %s', async (name, cause) => {
    const { first, actions, cost } = await triageOf(name);
    expect([first, actions]).toEqual([cause, []]);
    expect(cost.apiCalls).toBeLessThanOrEqual(60);
  });
});

it('runs the CronJob that renews an expired pull secret, and then the run that could not pull', async () => {
  const { first, actions } = await triageOf('pull-secret-renewal');
  expect(first).toBe('image.pull-denied CronJob/nightly-report');
  expect(actions).toEqual(['run-cronjob CronJob/ecr-login', 'run-cronjob CronJob/nightly-report']);
});

it('puts what suffers after what broke, and says so', async () => {
  const { causes } = await triageOf('chain-database-crashes');
  expect(causes.map(({ object }) => object.name)).toEqual(['postgres', 'api', 'api', 'postgres']);
  expect(causes[1]?.why).toContain('depends on StatefulSet shop/postgres');
});

it('does not follow a neighbour that crashes for reasons of its own', async () => {
  const { causes } = await triageOf('monitoring-outage');
  expect(causes.map(({ object }) => object.name)).not.toContain('loki');
});

describe('seven alerts, three bugs', () => {
  const alerts = parsePayload(payloadOf('seven-alerts'));
  const single = (index: number) => ({
    ...(payloadOf('seven-alerts') as object),
    alerts: (payloadOf('seven-alerts') as { readonly alerts: readonly unknown[] }).alerts.slice(
      index,
      index + 1,
    ),
  });

  it('are seven', () => {
    expect('alerts' in alerts && alerts.alerts).toHaveLength(7);
  });

  it.each([
    [0, 'the instance manager’s time-out', 'transient.recovered Pod/instance-manager-4f5e', []],
    [1, 'Prometheus, which waited for its volume', 'transient.recovered StatefulSet/prometheus', []],
    [
      2,
      'the stale backup Job',
      'job.stale-failure Job/postgres-backup-29520495',
      ['delete-job Job/postgres-backup-29520495'],
    ],
    [3, 'a blip of liveness', 'transient.recovered Deployment/livekit', []],
    [4, 'a replica that heals by itself, of which the cluster shows nothing', 'none', []],
    [5, 'a blip of readiness', 'transient.recovered Deployment/plex', []],
    [
      6,
      'a pull secret that has expired',
      'image.pull-denied Deployment/dnd-backend',
      ['run-cronjob CronJob/ecr-login'],
    ],
  ])('%i: %s', async (index, _what, cause, expected) => {
    const { first, actions } = await triageOf('seven-alerts', single(index));
    expect([first, actions]).toEqual([cause, expected]);
  });
});
