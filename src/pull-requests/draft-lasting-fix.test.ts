import { describe, expect, it } from 'vitest';
import { noon, withRules } from '../../test/support/allowlist.ts';
import { fakeCluster } from '../../test/support/fake-cluster.ts';
import { memoryHost } from '../../test/support/memory-host.ts';
import { namespaceObject, podOf, service, workload } from '../../test/support/namespace-objects.ts';
import type { Action } from '../domain/action.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { FieldChange } from '../domain/manifest-edit.ts';
import { type KubernetesObject, refOf } from '../domain/objects.ts';
import { RepositoryError } from '../ports/repository-host.ts';
import { createLastingFix } from './draft-lasting-fix.ts';

const component = 'app.kubernetes.io/component';
const both = { app: 'shop' };
const web = workload('Deployment', 'web', { labels: both, ports: { http: 8080 }, replicas: 1 });
const postgres = workload('StatefulSet', 'postgres', { labels: both, ports: { sql: 5432 } });
const wide = service('web', both, { ports: [{ port: 80, targetPort: 8080 }] });
const cronJob: KubernetesObject = {
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'ecr-login', namespace: 'cardboard', uid: 'u-cron' },
  spec: {
    schedule: '0 3 * * *',
    jobTemplate: { spec: { template: { spec: { containers: [{ name: 'login', image: 'x:1' }] } } } },
  },
};

const files = {
  'apps/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: cardboard
  labels: { app: shop }
spec:
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: app
          image: registry.example/web:1
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: cardboard }
spec:
  selector:
    app: shop
`,
  'apps/cron.yaml': `apiVersion: batch/v1
kind: CronJob
metadata: { name: ecr-login, namespace: cardboard }
spec:
  schedule: 0 3 * * *
`,
};

const on = (target: KubernetesObject, action: string, params: Action['params'] = {}): Action => ({
  apiVersion: 'firebreak.dev/v1',
  action,
  cluster: 'default',
  target: refOf(target),
  params,
});
const memory = on(web, 'set-resources', { container: 'app', limits: { memory: '512Mi' } });

/** An Application that takes changes of live objects back. */
const application: KubernetesObject = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', namespace: 'argocd' },
  spec: {
    source: { repoURL: 'https://github.com/acme/deployments.git', path: 'apps', targetRevision: 'main' },
    syncPolicy: { automated: { selfHeal: true } },
  },
};

function tracked(object: KubernetesObject): KubernetesObject {
  const annotations = { 'argocd.argoproj.io/tracking-id': `shop:/${object.kind}:cardboard/web` };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

const trap = () => [
  on(web, 'set-labels', { labels: { [component]: 'web' }, template: true }),
  on(wide, 'patch-service-selector', { selector: { [component]: 'web' } }),
];

interface Situation {
  readonly objects?: readonly KubernetesObject[];
  readonly cause?: string;
  readonly isPublic?: boolean;
  readonly unreachable?: RepositoryError;
}

async function drafted(actions: readonly Action[], situation: Situation = {}) {
  const cluster = fakeCluster(
    namespaceObject({ 'pod-security.kubernetes.io/enforce': 'privileged' }),
    web,
    podOf(web),
    postgres,
    podOf(postgres),
    wide,
    cronJob,
    ...(situation.objects ?? []),
  );
  const host = memoryHost('acme/deployments', files);
  host.facts = { ...host.facts, isPublic: situation.isPublic ?? false };
  host.before = async () => {
    if (situation.unreachable !== undefined) throw situation.unreachable;
  };
  const draft = createLastingFix({
    cluster: cluster.reader,
    reader: host.reader,
    repositories: [{ repository: 'acme/deployments', base: 'main', paths: ['apps/**'] }],
    policies: () => withRules([]),
    clusterName: 'default',
    meaningOf: () => 'what the code means',
    pageOf: () => undefined,
    now: () => noon,
  });
  const { cause = 'container.oom-killed' } = situation;
  const diagnosis: Diagnosis = {
    by: 'triage',
    summary: '',
    causes: [
      { cause, object: refOf(web), confidence: 1, sure: true, why: 'a log line said @octocat', evidence: [] },
    ],
    actions,
    notes: [],
    cost: { apiCalls: 0, evidenceCharacters: 0, modelRequests: 0, inputTokens: 0, outputTokens: 0 },
  };
  const incident = {
    id: 'inc_1',
    title: 'web crashes',
    alerts: [],
    openedAt: noon.toISOString(),
    evidence: [],
  };
  const result = await draft(incident, diagnosis);
  const pullRequest = result.actions.find(({ action }) => action === 'open-pull-request');
  return { ...result, names: result.actions.map(({ action }) => action), params: pullRequest?.params };
}

describe('the lasting fix', () => {
  it('is added to the live change, with the same value in the file that decides it', async () => {
    const { names, params, notes } = await drafted([memory]);
    expect(names).toEqual(['set-resources', 'open-pull-request']);
    expect(params).toMatchObject({
      repository: 'acme/deployments',
      base: 'main',
      title: 'Deployment cardboard/web: set resources.limits.memory of app to 512Mi',
      edits: [
        {
          path: 'apps/web.yaml',
          change: { field: '/spec/template/spec/containers/0/resources/limits/memory', value: '512Mi' },
        },
      ],
    });
    expect(notes.join()).toContain('whoever applies the manifests before this is merged takes it back');
  });

  it('comes first, and alone, where a controller would undo the live change', async () => {
    const { names, notes } = await drafted([memory], { objects: [tracked(web), application] });

    expect(names).toEqual(['open-pull-request']);
    expect(notes.join()).toContain('Argo CD (Application argocd/shop) would undo any other change');
  });

  it('of the selector trap changes workload, template and Service, and shows the trap on the base alone', async () => {
    const { names, params } = await drafted(trap(), { cause: 'service.captures-second-workload' });
    expect(names).toEqual(['set-labels', 'patch-service-selector', 'open-pull-request']);
    const edits = params?.['edits'] as readonly { readonly change: { readonly field: string } }[];
    expect(edits.map(({ change }) => change.field)).toEqual([
      '/metadata/labels/app.kubernetes.io~1component',
      '/spec/template/metadata/labels/app.kubernetes.io~1component',
      '/spec/selector/app.kubernetes.io~1component',
    ]);
    expect(params?.['body']).toMatch(
      /As it is: `Service cardboard\/web: selector\.captures-second-workload/u,
    );
    expect(params?.['body']).toContain('With this: nothing against it.');
  });

  it('of the selector trap that Argo CD heals itself is applied in waves, as reviewers are told', async () => {
    const { names, params, notes } = await drafted(trap(), {
      objects: [tracked(web), tracked(wide), application],
    });
    expect(names).toEqual(['open-pull-request']);
    const edits = params?.['edits'] as readonly {
      readonly change: Pick<FieldChange, 'field' | 'value'> & { readonly object: { readonly kind: string } };
    }[];
    expect(edits.map(({ change }) => [change.object.kind, change.field, change.value])).toEqual([
      ['Deployment', '/metadata/labels/app.kubernetes.io~1component', 'web'],
      ['Deployment', '/spec/template/metadata/labels/app.kubernetes.io~1component', 'web'],
      ['Service', '/spec/selector/app.kubernetes.io~1component', 'web'],
      ['Service', '/metadata/annotations/argocd.argoproj.io~1sync-wave', '1'],
    ]);
    const words = 'Service cardboard/web moves to sync wave "1"';
    expect(notes.join()).toContain(words);
    expect(params?.['body']).toContain(words);
    expect(params?.['body']).toContain('With this: nothing against it.');
  });

  it('keeps that order also beside a live change, since nobody knows when it is merged', async () => {
    const relaxed = { ...application, spec: { ...Object(application['spec']), syncPolicy: {} } };
    const { names, notes } = await drafted(trap(), { objects: [tracked(web), tracked(wide), relaxed] });
    expect(names).toEqual(['set-labels', 'patch-service-selector', 'open-pull-request']);
    expect(notes.join()).toContain('Service cardboard/web moves to sync wave "1"');
  });

  it('of a pull secret that expires is a schedule that renews it in time', async () => {
    const { names, params } = await drafted([on(cronJob, 'run-cronjob')], { cause: 'image.pull-denied' });
    expect(names).toEqual(['run-cronjob', 'open-pull-request']);
    expect(params).toMatchObject({
      edits: [{ path: 'apps/cron.yaml', change: { field: '/spec/schedule', value: '0 */5 * * *' } }],
    });
  });

  it('is none for what leaves nothing to write down', async () => {
    expect(await drafted([on(web, 'restart-workload')])).toMatchObject({
      names: ['restart-workload'],
      notes: [],
    });
  });

  it('is said to be none where no manifest is found, and the live change stays', async () => {
    const { names, notes } = await drafted([
      on(postgres, 'set-resources', { container: 'app', limits: { memory: '1Gi' } }),
    ]);
    expect(names).toEqual(['set-resources']);
    expect(notes).toEqual([
      expect.stringContaining('no pull request: No manifest of StatefulSet cardboard/postgres'),
    ]);
  });

  describe('while the repository host is away', () => {
    const unreachable = new RepositoryError('unreachable', 'github.example does not answer');

    it('is none, and the live change is proposed without it', async () => {
      const { names, notes, waitsFor } = await drafted([memory], { unreachable });
      expect(names).toEqual(['set-resources']);
      expect(notes).toEqual(['no pull request: github.example does not answer']);
      expect(waitsFor).toBeUndefined();
    });

    it('is waited for where Argo CD would undo the live change', async () => {
      const objects = [tracked(web), application];
      expect((await drafted([memory], { unreachable, objects })).waitsFor).toBe(
        'github.example does not answer; Argo CD (Application argocd/shop) undoes a change of the live Deployment cardboard/web at once',
      );
    });
  });

  it('tells a public repository nothing but the cause', async () => {
    const { params } = await drafted([memory], { isPublic: true });
    expect(params?.['body']).toContain('`container.oom-killed`');
    expect(params?.['body']).not.toContain('octocat');
  });
});
