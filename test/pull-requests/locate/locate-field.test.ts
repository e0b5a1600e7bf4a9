import { describe, expect, it } from 'vitest';
import { recordedCluster } from '../../../src/adapters/dump/recorded-cluster.ts';
import type { FieldChange } from '../../../src/domain/manifest-edit.ts';
import { type KubernetesObject, refOf } from '../../../src/domain/objects.ts';
import { applyEdits } from '../../../src/pull-requests/edit/apply-edits.ts';
import { locateField } from '../../../src/pull-requests/locate/locate-field.ts';
import { namespacesOf } from '../../../src/pull-requests/locate/namespaces.ts';
import { isProblem } from '../../../src/pull-requests/problem.ts';
import type { AllowedRepository } from '../../../src/pull-requests/repositories.ts';
import { changedLines, type Files, repositoryFiles, treeOf } from '../edit/repository-files.ts';

const kustomize = repositoryFiles('kustomize');
const plain = repositoryFiles('plain');
const chart = repositoryFiles('chart');
const allowed: AllowedRepository = { repository: 'acme/shop', base: 'main', paths: ['**'] };

interface Labelled {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

function deployment(name: string, { labels = {}, annotations = {} }: Labelled = {}): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'shop', labels, annotations },
    spec: {
      replicas: 4,
      template: {
        spec: {
          containers: [
            {
              name: 'web',
              image: 'registry.example.org/shop/web:2.3.1',
              env: [{ name: 'LOG_LEVEL', value: 'info' }],
              ports: [{ containerPort: 8080 }],
              resources: { limits: { memory: '256Mi' } },
            },
          ],
        },
      },
    },
  };
}

interface Case {
  readonly live: KubernetesObject;
  readonly field?: string;
  readonly value?: FieldChange['value'];
  readonly files?: Files;
  readonly repositories?: readonly AllowedRepository[];
  readonly cluster?: readonly KubernetesObject[];
}

async function located({
  live,
  field = '/spec/template/spec/containers/0/resources/limits/memory',
  value = '512Mi',
  files = kustomize,
  repositories = [allowed],
  cluster = [],
}: Case): Promise<
  { reason: string; words?: string } | { lines: readonly string[]; tool: string | undefined }
> {
  const change = { object: refOf(live), field, value };
  const found = await locateField(change, live, {
    repositories,
    tree: async () => treeOf(files),
    cluster: recordedCluster(cluster),
  });
  if (isProblem(found)) return found;
  // The plan judges anew, from the edits alone: it has to come to the same.
  const namespaceAt = await namespacesOf(found, [live], recordedCluster(cluster), repositories);
  const after = isProblem(namespaceAt)
    ? namespaceAt
    : applyEdits(files, found.edits, () => live, namespaceAt);
  return isProblem(after) ? after : { lines: changedLines(files, after), tool: found.owner?.tool };
}

const memoryLines = [
  'overlays/production/memory.yaml: -              memory: 256Mi   # measured in May',
  'overlays/production/memory.yaml: +              memory: 512Mi   # measured in May',
];

function application(source: object, status: object = {}): KubernetesObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'shop', namespace: 'argocd' },
    spec: {
      source: { repoURL: 'https://git.example.org/acme/shop.git', targetRevision: 'main', ...source },
      destination: { namespace: 'shop' },
    },
    status,
  };
}

const tracked = deployment('prod-web', {
  annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/prod-web' },
});

describe('a field of an object that Argo CD keeps', () => {
  it('is located in the folder of its Application', async () => {
    const cluster = [application({ path: 'overlays/production' })];

    expect(await located({ live: tracked, cluster })).toEqual({ lines: memoryLines, tool: 'argo-cd' });
  });

  it('is located by the instance label only where the Application says that it has the object', async () => {
    const live = deployment('prod-web', { labels: { 'app.kubernetes.io/instance': 'shop' } });
    const resource = { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'prod-web' };
    const owning = application({ path: 'overlays/production' }, { resources: [resource] });
    const other = application({ path: 'overlays/elsewhere' }, { resources: [] });

    expect(await located({ live, cluster: [owning] })).toMatchObject({ tool: 'argo-cd' });
    expect(await located({ live, cluster: [other] })).toEqual({ lines: memoryLines, tool: undefined });
  });

  it.each([
    [
      'a repository that is not allowed',
      { repoURL: 'https://git.example.org/mallory/shop', path: 'overlays/production' },
      'pull-request.no-repository',
    ],
    ['a tag', { path: 'overlays/production', targetRevision: 'v1.2.0' }, 'pull-request.no-repository'],
    ['a chart of a Helm repository', { chart: 'web' }, 'pull-request.set-by-controller'],
    [
      'a folder that it patches itself',
      { path: 'overlays/production', kustomize: { patches: [{ patch: 'x' }] } },
      'pull-request.set-by-controller',
    ],
    ['a folder without the object', { path: 'overlays/staging' }, 'pull-request.not-in-manifest'],
  ])('is not located in %s', async (_, source, reason) => {
    expect(await located({ live: tracked, cluster: [application(source)] })).toMatchObject({ reason });
  });

  it('is not located where the Application is gone', async () => {
    expect(await located({ live: tracked })).toMatchObject({ reason: 'pull-request.no-repository' });
  });
});

describe('a field of an object that Flux keeps', () => {
  const live = deployment('prod-web', {
    labels: {
      'kustomize.toolkit.fluxcd.io/name': 'shop',
      'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
    },
  });
  const repository: KubernetesObject = {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: 'shop', namespace: 'flux-system' },
    spec: { url: 'ssh://git@git.example.org/acme/shop', ref: { branch: 'main' } },
  };
  const kustomization = (spec: object): KubernetesObject => ({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: 'shop', namespace: 'flux-system' },
    spec: { path: './overlays/production', sourceRef: { kind: 'GitRepository', name: 'shop' }, ...spec },
  });

  it('is located in the folder of its Kustomization', async () => {
    const cluster = [repository, kustomization({})];

    expect(await located({ live, cluster })).toEqual({ lines: memoryLines, tool: 'flux' });
  });

  it('is not located where Flux fills in variables', async () => {
    const cluster = [repository, kustomization({ postBuild: { substitute: { A: 'b' } } })];

    expect(await located({ live, cluster })).toMatchObject({ reason: 'pull-request.set-by-controller' });
  });
});

describe('a field of an object that no controller is known to keep', () => {
  it('is located by what the files define', async () => {
    expect(await located({ live: deployment('prod-web') })).toEqual({ lines: memoryLines, tool: undefined });
    expect(
      await located({ live: deployment('web'), files: plain, field: '/spec/replicas', value: 3 }),
    ).toMatchObject({
      lines: ['shop/web.yaml: -  replicas: 2 # see above', 'shop/web.yaml: +  replicas: 3 # see above'],
    });
  });

  it('is not guessed where two overlays define the same object, until a folder is configured', async () => {
    const twin = new Map(
      [...kustomize].flatMap(([path, text]) =>
        path.startsWith('overlays/production')
          ? [[path.replace('production', 'disaster'), text] as const]
          : [],
      ),
    );
    const files = new Map([...kustomize, ...twin]);
    const live = deployment('prod-web');

    expect(await located({ live, files })).toMatchObject({ reason: 'pull-request.ambiguous' });
    expect(
      await located({ live, files, repositories: [{ ...allowed, folder: 'overlays/production' }] }),
    ).toMatchObject({ lines: memoryLines });
  });

  it('is not located in files whose namespace nobody names, until one is configured', async () => {
    const files = new Map([
      ['web.yaml', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n'],
    ]);
    const replicas = { live: deployment('web'), files, field: '/spec/replicas', value: 3 };

    expect(await located(replicas)).toMatchObject({ reason: 'pull-request.ambiguous' });
    expect(await located({ ...replicas, repositories: [{ ...allowed, namespace: 'shop' }] })).toMatchObject({
      lines: [expect.anything(), expect.stringContaining('{replicas: 3}')],
    });
  });

  it('is not located outside the globs, or for a namespace that the configuration leaves out', async () => {
    const live = deployment('prod-web');
    const narrow = { ...allowed, paths: ['overlays/*/kustomization.yaml'], folder: 'overlays/production' };

    expect(await located({ live, repositories: [narrow] })).toMatchObject({
      reason: 'pull-request.not-allowed',
    });
    expect(await located({ live, repositories: [{ ...allowed, namespaces: ['games'] }] })).toMatchObject({
      reason: 'pull-request.no-repository',
    });
  });
});

describe('a field of an object that a Helm chart makes', () => {
  const live = deployment('eu-web', {
    annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/eu-web' },
  });
  const container = '/spec/template/spec/containers/0';
  const inChart = (field: string, value: FieldChange['value'], files = chart, source: object = {}) =>
    located({ live, files, field, value, cluster: [application({ path: 'charts/web', ...source })] });

  it.each([
    ['replicas', '/spec/replicas', 6, 'replicaCount: 2', 'replicaCount: 6'],
    [
      'a memory limit',
      `${container}/resources/limits/memory`,
      '512Mi',
      '    memory: 256Mi   # measured in May',
      '    memory: 512Mi   # measured in May',
    ],
    [
      'the tag of an image',
      `${container}/image`,
      'registry.example.org/shop/web:2.3.2',
      '  tag: "2.3.1" # pinned',
      '  tag: "2.3.2" # pinned',
    ],
    ['a variable', `${container}/env/0/value`, 'debug', 'logLevel: info', 'logLevel: debug'],
  ])('is the value that gives %s', async (_, field, value, before, after) => {
    expect(await inChart(field, value)).toEqual({
      lines: [`charts/web/values.yaml: -${before}`, `charts/web/values.yaml: +${after}`],
      tool: 'argo-cd',
    });
  });

  it('is a new value where the template takes in a whole map', async () => {
    expect(await inChart('/spec/template/spec/nodeSelector/kubernetes.io~1arch', 'arm64')).toMatchObject({
      lines: [
        'charts/web/values.yaml: -nodeSelector: {}',
        'charts/web/values.yaml: +nodeSelector:',
        'charts/web/values.yaml: +  kubernetes.io/arch: arm64',
      ],
    });
  });

  it('is changed in the strongest file that the controller reads', async () => {
    const files = new Map([...chart, ['charts/web/values-eu.yaml', 'replicaCount: 3\n']]);

    expect(
      await inChart('/spec/replicas', 6, files, { helm: { valueFiles: ['values-eu.yaml'] } }),
    ).toMatchObject({
      lines: ['charts/web/values-eu.yaml: -replicaCount: 3', 'charts/web/values-eu.yaml: +replicaCount: 6'],
    });
    expect(await inChart('/spec/replicas', 6, files)).toMatchObject({
      reason: 'pull-request.shared-setting',
    });
  });

  it.each([
    [
      'a value that two fields use',
      `${container}/ports/0/containerPort`,
      9090,
      'pull-request.shared-setting',
    ],
    ['another repository of the image', `${container}/image`, 'docker.io/web:2', 'pull-request.templated'],
    [
      'what the template writes out',
      `${container}/livenessProbe/httpGet/path`,
      '/ready',
      'pull-request.templated',
    ],
  ])('is not guessed for %s', async (_, field, value, reason) => {
    expect(await inChart(field, value)).toMatchObject({ reason });
  });

  it('is not guessed where another template uses the value, or the Application gives values itself', async () => {
    const files = new Map([
      ...chart,
      ['charts/web/templates/config.yaml', 'kind: ConfigMap\ndata: {level: {{ .Values.logLevel }}}\n'],
    ]);

    expect(await inChart(`${container}/env/0/value`, 'debug', files)).toMatchObject({
      reason: 'pull-request.shared-setting',
    });
    expect(await inChart('/spec/replicas', 6, chart, { helm: { values: 'replicaCount: 4' } })).toMatchObject({
      reason: 'pull-request.set-by-controller',
    });
  });
});
