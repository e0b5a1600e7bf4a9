import { describe, expect, it } from 'vitest';
import {
  configMap,
  cronJob,
  deployment,
  replicaSet,
  replicaSets,
} from '../../test/support/action-objects.ts';
import { action } from '../../test/support/actions.ts';
import { parseAction } from '../actions/catalogue.ts';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import type { Action } from '../domain/action.ts';
import { type KubernetesObject, refOf } from '../domain/objects.ts';
import { planAction } from './plan-action.ts';

const secret = 'hunter2-hunter2';

async function outcome(given: Action, objects: readonly KubernetesObject[]) {
  const parsed = parseAction(given);
  if (!parsed.ok) throw new Error(parsed.problem);
  return planAction(parsed, { marker: 'prp_1.1', at: '2026-03-04T02:00:00Z' }, recordedCluster(objects));
}

function withData(data: Readonly<Record<string, string>>): KubernetesObject {
  return { ...configMap, data };
}

const manifest = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'settings', namespace: 'cardboard' },
  data: { DB_PASSWORD: secret },
};
const bearer = `Bearer ${secret}`;
const env = '/spec/template/spec/containers/0/env';

/** The manifest of the Deployment, no more than this of it. */
function withEnv(variables: readonly { readonly name: string; readonly value: string }[]) {
  const { apiVersion, kind } = deployment;
  const { name, namespace = '' } = deployment.metadata;
  const template = { spec: { containers: [{ name: 'app', env: variables.map((one) => ({ ...one })) }] } };
  return { apiVersion, kind, metadata: { name, namespace }, spec: { template } };
}
const args = '/spec/template/spec/containers/0/args';

describe('an action that holds what looks like a secret is refused, and the secret not repeated:', () => {
  it.each<readonly [string, Action, readonly KubernetesObject[]]>([
    [
      'a variable by its name',
      action('set-env', deployment, { container: 'app', name: 'API_TOKEN', value: secret }),
      [deployment],
    ],
    [
      'a variable by its value',
      action('set-env', deployment, { container: 'app', name: 'X', value: `postgres://app:${secret}@db/x` }),
      [deployment],
    ],
    [
      'a key of a ConfigMap',
      action('patch-configmap', configMap, { data: { password: secret } }),
      [configMap],
    ],
    [
      'a key of a ConfigMap that is called image',
      action('patch-configmap', configMap, { data: { image: bearer } }),
      [configMap],
    ],
    [
      'a value that would be replaced',
      action('patch-configmap', configMap, { data: { password: null } }),
      [withData({ password: secret })],
    ],
    [
      'a file with a password in it that would be replaced',
      action('patch-configmap', configMap, { data: { 'app.ini': 'level=info' } }),
      [withData({ 'app.ini': `password=${secret}` })],
    ],
    [
      'an operation of a patch',
      action('patch-object', configMap, { patch: [{ op: 'add', path: '/data/password', value: secret }] }),
      [configMap],
    ],
    [
      'an option and its value',
      action('patch-object', deployment, {
        patch: [{ op: 'add', path: args, value: ['--token', secret] }],
      }),
      [deployment],
    ],
    [
      'a variable deep in the value of a patch',
      action('patch-object', deployment, {
        patch: [{ op: 'add', path: env, value: [{ name: 'DB_PASSWORD', value: secret }] }],
      }),
      [deployment],
    ],
    [
      'what a patch only tests',
      action('patch-object', withData({ password: secret }), {
        patch: [
          { op: 'test', path: '/data/password', value: secret },
          { op: 'add', path: '/data/level', value: 'info' },
        ],
      }),
      [withData({ password: secret })],
    ],
    [
      'what a patch would take away, since the way back would hold it',
      action('patch-object', configMap, { patch: [{ op: 'remove', path: '/data/password' }] }),
      [withData({ password: secret })],
    ],
    [
      'an annotation of a patch, by its shape',
      action('patch-object', configMap, {
        patch: [{ op: 'add', path: '/metadata/annotations', value: { note: bearer } }],
      }),
      [configMap],
    ],
    [
      'a variable of a manifest',
      action('apply-object', deployment, { manifest: withEnv([{ name: 'API_TOKEN', value: secret }]) }),
      [deployment],
    ],
    [
      'an address with a password in a manifest',
      action('apply-object', deployment, {
        manifest: withEnv([{ name: 'URL', value: `redis://:${secret}@cache:6379` }]),
      }),
      [],
    ],
    [
      'an argument of a manifest',
      action('apply-object', configMap, {
        manifest: { ...manifest, data: { 'run.sh': `curl -H "Authorization: ${bearer}" http://api` } },
      }),
      [],
    ],
    ['a manifest of a new object', action('apply-object', configMap, { manifest }), []],
    ['a manifest of a present object', action('apply-object', configMap, { manifest }), [configMap]],
    [
      'a variable that a rollback would bring',
      action('rollback-workload', deployment, { toRevision: 2 }),
      [
        deployment,
        replicaSet(2, 'registry.example/team/web:2', [{ name: 'API_TOKEN', value: secret }]),
        ...replicaSets.slice(2),
      ],
    ],
  ])('%s', async (_, given, objects) => {
    const planning = await outcome(given, objects);

    expect(planning).toMatchObject({ outcome: 'refused', problem: { reason: 'action.secret-like' } });
    expect(JSON.stringify(planning)).not.toContain(secret);
  });

  it.each<readonly [string, Action]>([
    [
      'an image whose name speaks of tokens',
      action('set-image', deployment, { container: 'app', image: 'registry.example/token-service:1.2' }),
    ],
    [
      'the name of a Secret',
      action('patch-object', deployment, {
        patch: [
          {
            op: 'add',
            path: '/spec/template/spec/volumes',
            value: [{ name: 'v', secret: { secretName: 'db-password' } }],
          },
        ],
      }),
    ],
  ])('but not %s', async (_, given) => {
    expect(await outcome(given, [deployment])).toMatchObject({ outcome: 'planned' });
  });

  const refreshWith = (container: object): KubernetesObject => {
    const template = { spec: { restartPolicy: 'Never', containers: [{ name: 'app', ...container }] } };
    return { ...cronJob, spec: { schedule: '0 3 * * *', jobTemplate: { spec: { template } } } };
  };

  it.each([
    ['an argument', { args: ['--secret=ecr-pull', '--namespace=shop'] }],
    ['two arguments', { args: ['--secret', 'ecr-pull', '--namespace', 'shop'] }],
    ['a variable', { env: [{ name: 'PULL_SECRET', value: 'registry-credentials' }] }],
  ])('but not a run of a CronJob that names a Secret in %s', async (_, container) => {
    const target = refreshWith(container);
    expect(await outcome(action('run-cronjob', target, {}), [target])).toMatchObject({ outcome: 'planned' });
  });

  it.each([
    ['an argument', { args: [`--secret=${secret}`] }],
    ['two arguments', { args: ['--secret', secret] }],
    ['a variable', { env: [{ name: 'PULL_SECRET', value: secret }] }],
  ])('and a run of a CronJob that holds one in %s', async (_, container) => {
    const target = refreshWith(container);
    expect(await outcome(action('run-cronjob', target, {}), [target])).toMatchObject({
      outcome: 'refused',
      problem: { reason: 'action.secret-like' },
    });
  });
});

describe('an absent target', () => {
  it('is made by apply-object, unless a certain life of it is meant', async () => {
    const given = action('apply-object', configMap, { manifest: { ...manifest, data: { level: 'info' } } });

    expect(await outcome(given, [])).toMatchObject({ outcome: 'planned' });
    expect(await outcome({ ...given, target: refOf(configMap) }, [])).toEqual({ outcome: 'missing' });
  });

  it('is missing to every other action', async () => {
    expect(await outcome(action('restart-workload', deployment, {}), [])).toEqual({ outcome: 'missing' });
  });
});

describe('what an action depends on', () => {
  it('refuses where it cannot be read', async () => {
    const parsed = parseAction(action('rollback-workload', deployment, {}));
    if (!parsed.ok) throw new Error(parsed.problem);
    const reader = {
      ...recordedCluster([deployment]),
      list: async () => ({ items: [], truncated: true }),
    };

    const planning = await planAction(parsed, { marker: 'm', at: '2026-03-04T02:00:00Z' }, reader);

    expect(planning).toMatchObject({ outcome: 'refused', problem: { reason: 'target.unreadable' } });
  });
});
