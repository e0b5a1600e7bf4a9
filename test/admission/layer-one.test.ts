import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parseAction } from '../../src/actions/catalogue.ts';
import type { Action } from '../../src/domain/action.ts';
import { field, isJsonObject, listAt } from '../../src/domain/fields.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import type { ApiRequest } from '../../src/domain/request.ts';
import { decide } from '../../src/guardrails/allowlist/decide.ts';
import type { Policies } from '../../src/guardrails/policies/policies.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import { action } from '../support/actions.ts';
import { factsOn, packaged, rule } from '../support/allowlist.ts';
import { seed } from '../support/seed.ts';
import { startHeldCluster } from './held-cluster.ts';
import { type Attempt, dryRun, readObject, saying, send } from './requests.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 240_000 });

/** The packaged rules, and narrow ones about what those leave out. */
const policies: Policies = {
  ...packaged,
  rules: [
    ...packaged.rules,
    rule({
      name: 'level-of-web',
      actions: ['set-env'],
      namespaces: ['shop'],
      names: ['web'],
      params: [
        { path: ['container'], values: ['web'] },
        { path: ['name'], values: ['LEVEL', 'NEW'] },
        { path: ['value'], values: ['debug', 'warn', null] },
      ],
    }),
    rule({
      name: 'settings',
      actions: ['patch-configmap'],
      kinds: ['ConfigMap'],
      namespaces: ['shop'],
      names: ['settings'],
      params: [{ path: ['data', 'level'] }],
    }),
    rule({
      name: 'not-loud',
      effect: 'deny',
      actions: ['patch-configmap'],
      kinds: ['ConfigMap'],
      params: [{ path: ['data', 'level'], values: ['trace'] }],
    }),
    rule({
      name: 'team-of-db',
      actions: ['set-labels'],
      kinds: ['StatefulSet'],
      namespaces: ['shop'],
      names: ['d*'],
      params: [{ path: ['labels', 'team*'] }],
    }),
  ],
};

type Params = Action['params'];
type Case = readonly [name: string, target: string, params: Params];

const at = (kind: string, name: string) =>
  fc.constantFrom('shop', 'kube-shop', 'firebreak').map((namespace) => `${kind}/${namespace}/${name}`);
const workloads = fc.oneof(
  { weight: 3, arbitrary: at('Deployment', 'web') },
  at('StatefulSet', 'db'),
  at('DaemonSet', 'agent'),
  at('Deployment', 'left-alone'),
  at('Deployment', 'ours'),
);
const of = (name: string, target: fc.Arbitrary<string>, params: fc.Arbitrary<Params>): fc.Arbitrary<Case> =>
  fc.tuple(fc.constant(name), target, params);

const amounts = fc.dictionary(
  fc.constantFrom('memory', 'cpu', 'ephemeral-storage'),
  fc.option(
    fc.constantFrom(
      '64Mi',
      '128Mi',
      '130M',
      '200Mi',
      '256Mi',
      '512Mi',
      '0.6Gi',
      '5Gi',
      '50m',
      '0.1',
      '200m',
      '3',
    ),
  ),
  { maxKeys: 2 },
);
const labelKeys = fc.constantFrom(
  'app',
  'component',
  'tier',
  'team',
  'team-x',
  'app.kubernetes.io/name',
  'istio.io/rev',
  'pod-security.kubernetes.io/warn',
);
const labelValues = fc.option(fc.constantFrom('web', 'x', 'baseline', 'firebreak'));

const cases: fc.Arbitrary<Case> = fc.oneof(
  of('restart-workload', workloads, fc.constant({})),
  of('scale-workload', workloads, fc.record({ replicas: fc.nat(12) })),
  of(
    'set-resources',
    workloads,
    fc.record(
      { container: fc.constantFrom('web', 'proxy', 'migrate'), limits: amounts, requests: amounts },
      { requiredKeys: ['container'] },
    ),
  ),
  of(
    'set-env',
    workloads,
    fc.record({
      container: fc.constantFrom('web', 'proxy'),
      name: fc.constantFrom('LEVEL', 'HOME', 'NEW'),
      value: fc.option(fc.constantFrom('debug', 'warn', 'trace')),
    }),
  ),
  of(
    'set-image',
    workloads,
    fc.record({
      container: fc.constantFrom('web', 'proxy'),
      image: fc.constantFrom('evil.example/web:1', 'nginx'),
    }),
  ),
  of(
    'set-labels',
    workloads,
    fc.record(
      {
        labels: fc.dictionary(labelKeys, labelValues, { minKeys: 1, maxKeys: 2 }),
        template: fc.constant(true),
      },
      { requiredKeys: ['labels'] },
    ),
  ),
  of(
    'set-labels',
    fc.constantFrom('Namespace//shop', 'Namespace//kube-shop', 'Namespace//firebreak'),
    fc.record({ labels: fc.dictionary(labelKeys, labelValues, { minKeys: 1, maxKeys: 2 }) }),
  ),
  of(
    'patch-service-selector',
    at('Service', 'web'),
    fc.record({ selector: fc.dictionary(labelKeys, labelValues, { minKeys: 1, maxKeys: 2 }) }),
  ),
  of(
    'patch-configmap',
    at('ConfigMap', 'settings'),
    fc.record({
      data: fc.dictionary(fc.constantFrom('level', 'other'), fc.option(fc.constantFrom('debug', 'trace')), {
        minKeys: 1,
      }),
    }),
  ),
  of(
    'suspend-cronjob',
    fc.oneof(at('CronJob', 'nightly'), at('CronJob', 'paused')),
    fc.record({ suspend: fc.boolean() }),
  ),
  of('run-cronjob', fc.oneof(at('CronJob', 'nightly'), at('CronJob', 'paused')), fc.constant({})),
  of('delete-job', fc.oneof(at('Job', 'failed'), at('Job', 'running')), fc.constant({})),
  of(
    'patch-object',
    at('ConfigMap', 'settings'),
    fc.constant({ patch: [{ op: 'add', path: '/data/x', value: 'y' }] }),
  ),
);

const groups: Readonly<Record<string, string>> = {
  Deployment: 'apis/apps/v1',
  StatefulSet: 'apis/apps/v1',
  DaemonSet: 'apis/apps/v1',
  CronJob: 'apis/batch/v1',
  Job: 'apis/batch/v1',
};

function pathOf(kind: string, namespace: string | undefined, name?: string): string {
  const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return `/${groups[kind] ?? 'api/v1'}${place}/${kind.toLowerCase()}s${name === undefined ? '' : `/${name}`}`;
}

/** Without what is so already: the API server sees changes, and layer 1 whatever is asked for. */
function effective(params: Params, object: KubernetesObject): Params {
  const template = field(object, 'spec', 'template');
  const { container } = params;
  const resources = listAt(template, 'spec', 'containers').find((each) => field(each, 'name') === container);
  const present: Readonly<Record<string, unknown>> = {
    labels: params['template'] === true ? field(template, 'metadata', 'labels') : object.metadata.labels,
    selector: field(object, 'spec', 'selector'),
    data: field(object, 'data'),
    limits: field(resources, 'resources', 'limits'),
    requests: field(resources, 'resources', 'requests'),
  };
  const entries = Object.entries(params).flatMap(([name, value]) => {
    if (!(name in present) || !isJsonObject(value)) return [[name, value] as const];
    const changed = Object.entries(value).filter(
      ([key, each]) => (field(present[name], key) ?? null) !== each,
    );
    return changed.length === 0 ? [] : [[name, Object.fromEntries(changed)] as const];
  });
  return Object.fromEntries(entries);
}

/** The request that the executor would send. */
function attemptOf({ target, ...request }: ApiRequest): Attempt {
  const { kind, namespace, name } = target;
  const what = `${request.verb} ${kind} ${namespace ?? ''}/${name}`;
  switch (request.verb) {
    case 'create':
      return { what, method: 'POST', path: pathOf(kind, namespace), body: request.object };
    case 'delete':
      return {
        what,
        method: 'DELETE',
        path: pathOf(kind, namespace, name),
        body: { apiVersion: 'v1', kind: 'DeleteOptions', ...request.options },
      };
    case 'patch':
      return {
        what,
        method: 'PATCH',
        path: pathOf(kind, namespace, name),
        type: 'application/json-patch+json',
        body: request.patch,
      };
    default:
      return request satisfies never;
  }
}

describe.skipIf(partMissing('control-plane'))('layer 1 and the API server, under the same policies', () => {
  let cluster: ControlPlane;

  beforeAll(async () => {
    cluster = await startHeldCluster(policies);
  });
  afterAll(() => cluster?.stop());

  /** What layer 1 says of an action, and the API server of its request; undefined where there is no request. */
  async function bothOn([name, place, params]: Case) {
    const [kind = '', namespace = '', object = ''] = place.split('/');
    const live: KubernetesObject = await readObject(
      cluster,
      pathOf(kind, namespace === '' ? undefined : namespace, object),
    );
    const target = { ...live, apiVersion: (groups[kind] ?? 'api/v1').replace(/^apis?\//u, ''), kind };
    const given = action(name, target, effective(params, target));
    const parsed = parseAction(given);
    if (!parsed.ok) return undefined;
    const planned = parsed.type.plan(target, parsed.params, {
      action: given,
      marker: 'prp_1.1',
      at: '2026-03-04T02:00:00.000Z',
      related: [],
    });
    if (!planned.ok) return undefined;
    const verdict = decide(
      factsOn(target, { action: given, change: planned.change, policies, mode: 'check' }),
    );
    const reply = await send(cluster, dryRun(attemptOf(planned.change.request)), 'firebreak-executor');
    return { verdict, reply };
  }

  it('agree on what passes', async () => {
    const seen = { pass: 0, refuse: 0 };
    await waitFor(
      async () => (await readObject(cluster, '/apis/apps/v1/namespaces/shop/deployments/web')) !== undefined,
      { what: 'the shop' },
    );
    await fc.assert(
      fc.asyncProperty(cases, async (each) => {
        const both = await bothOn(each);
        fc.pre(both !== undefined);
        const { verdict, reply } = both;
        const answer = `layer 1: ${verdict.outcome} ${verdict.message}; the API server: ${saying(reply)}`;
        // What no Deployment may hold (labels that its selector misses) says nothing about policies.
        fc.pre(reply.status !== 422 || answer.includes("AdmissionPolicy '"));
        const passed = reply.status < 300;
        seen[verdict.outcome === 'pass' ? 'pass' : 'refuse'] += 1;
        expect({ passed, answer }).toEqual({ passed: verdict.outcome === 'pass', answer });
      }),
      { numRuns: 400, seed },
    );
    // About one in eight passes, whatever the seed.
    expect(Math.min(seen.pass, seen.refuse)).toBeGreaterThan(20);
  });
});
