import { describe, expect, it } from 'vitest';
import { noon, rule, withRules } from '../../test/support/allowlist.ts';
import { fakeCluster } from '../../test/support/fake-cluster.ts';
import { memoryHost } from '../../test/support/memory-host.ts';
import {
  namespaceObject,
  podOf,
  relabelled,
  service,
  workload,
} from '../../test/support/namespace-objects.ts';
import type { ManifestEdit } from '../domain/manifest-edit.ts';
import { type Json, type KubernetesObject, type ObjectRef, refOf } from '../domain/objects.ts';
import { ClusterError } from '../ports/cluster.ts';
import { guardrails } from './index.ts';
import { judgeAction } from './judge-action.ts';

const component = 'app.kubernetes.io/component';
const both = { app: 'shop' };
const web = workload('Deployment', 'web', { labels: both, ports: { http: 8080 }, replicas: 1 });
const postgres = workload('StatefulSet', 'postgres', { labels: both, ports: { sql: 5432 } });
const wide = service('web', both, { ports: [{ port: 80, targetPort: 8080 }] });
const labelled = relabelled(web, { ...both, [component]: 'web' });

const files = {
  'apps/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: cardboard }
spec:
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: app
          resources: { limits: { memory: 256Mi } }
---
apiVersion: apps/v1
kind: StatefulSet
metadata: { name: postgres, namespace: cardboard }
spec:
  template:
    spec:
      containers:
        - name: app
          resources: { limits: { memory: 256Mi } }
`,
  'apps/service.yaml': `apiVersion: v1
kind: Service
metadata: { name: web, namespace: cardboard }
spec:
  selector:
    app: shop
`,
};
const allowsAll = rule({ actions: ['open-pull-request'], kinds: ['*'], params: [{ path: ['**'] }] });

function refWithoutUid(object: KubernetesObject): ObjectRef {
  const { uid: _uid, ...ref } = refOf(object);
  return ref;
}

function edit(object: KubernetesObject, field: string, value: Json, path = 'apps/web.yaml'): ManifestEdit {
  return { path, change: { object: refWithoutUid(object), field, value } };
}

/** A roll-out that nobody waits for to any purpose. */
function paused(object: KubernetesObject): KubernetesObject {
  return { ...object, spec: { ...Object(object['spec']), paused: true } };
}

const memory = (object: KubernetesObject = web, path?: string) =>
  edit(object, '/spec/template/spec/containers/0/resources/limits/memory', '512Mi', path);
const label = edit(web, `/spec/template/metadata/labels/app.kubernetes.io~1component`, 'web');
const narrow = edit(wide, `/spec/selector/app.kubernetes.io~1component`, 'web', 'apps/service.yaml');

interface Situation {
  readonly objects?: readonly KubernetesObject[];
  readonly files?: Readonly<Record<string, string>>;
  readonly rules?: Parameters<typeof withRules>[0];
  readonly params?: Readonly<Record<string, Json>>;
  readonly isArchived?: boolean;
  readonly scope?: readonly string[];
  /** Of every dry-run but a Pod's. */
  readonly refusal?: ClusterError;
  readonly paths?: readonly string[];
  readonly draft?: boolean;
}

/** The verdicts on a pull request with these edits, and the calls that it took. */
async function judged(edits: readonly ManifestEdit[], situation: Situation = {}) {
  const {
    objects = [
      namespaceObject({ 'pod-security.kubernetes.io/enforce': 'privileged' }),
      web,
      podOf(web),
      postgres,
      wide,
    ],
    rules = [allowsAll],
    params = {},
    paths = ['apps/**'],
  } = situation;
  const cluster = fakeCluster(...objects);
  const host = memoryHost('acme/deployments', situation.files ?? files);
  host.facts = { ...host.facts, isArchived: situation.isArchived ?? false };
  const target = edits[0]?.change.object ?? refWithoutUid(web);
  const result = await judgeAction(
    {
      input: {
        apiVersion: 'firebreak.dev/v1',
        action: 'open-pull-request',
        target,
        params: {
          repository: 'acme/deployments',
          base: 'main',
          title: 'a change',
          body: 'because',
          edits,
          ...params,
        },
      },
      marker: 'prp_1.1',
      at: noon.toISOString(),
      provisional: () => false,
    },
    {
      guardrails,
      cluster: cluster.reader,
      dryRun: situation.refusal === undefined ? cluster.dryRun : refusing(situation.refusal),
      mode: 'response',
      policies: withRules(rules),
      clusterName: 'default',
      scope: situation.scope ?? ['cardboard'],
      history: { stopped: false, changes: [] },
      now: noon,
      layerTimeoutMilliseconds: 5_000,
      pullRequests: {
        reader: host.reader,
        repositories: [
          { repository: 'acme/deployments', base: 'main', paths },
          ...(situation.draft === undefined
            ? []
            : [
                {
                  repository: 'acme/deployments',
                  base: 'main',
                  paths: ['apps/web.yaml'],
                  draft: situation.draft,
                },
              ]),
        ],
        redact: async (text) => text.replaceAll('hunter2', '[redacted:known]'),
      },
    },
  );
  return { ...result, calls: host.calls };
}

const refusing = (refusal: ClusterError) => ({
  dryRun: async (request: { readonly target: ObjectRef }) => {
    if (request.target.kind === 'Pod') return { warnings: [] };
    throw refusal;
  },
});

const reasonsOf = ({ verdicts }: Awaited<ReturnType<typeof judged>>) => verdicts.map(({ reason }) => reason);

describe('a pull request before the layers', () => {
  it('passes what a rule allows for every object, and asks people', async () => {
    expect(reasonsOf(await judged([memory()]))).toEqual([
      'allowlist.allowed',
      'selector.no-change',
      'pod-security.fits',
      'dry-run.accepted',
      'approval.one-person',
    ]);
  });

  it.each<[string, readonly ManifestEdit[], Situation, string]>([
    ['no rule allows it', [memory()], { rules: [] }, 'allowlist.no-rule'],
    [
      'another object of its edits is one that a deny rule protects',
      [memory(), memory(postgres)],
      { rules: [allowsAll, rule({ effect: 'deny', actions: ['*'], kinds: ['StatefulSet'] })] },
      'allowlist.denied',
    ],
    [
      'an object lies outside the namespaces of the incident',
      [memory()],
      { scope: ['other'] },
      'allowlist.namespace-discipline',
    ],
    [
      'the file is not one that the configuration allows',
      [memory(web, 'infra/web.yaml')],
      {},
      'pull-request.not-allowed',
    ],
    ['the branch is another one', [memory()], { params: { base: 'release' } }, 'pull-request.not-allowed'],
    [
      'the repository is another one',
      [memory()],
      { params: { repository: 'evil/fork' } },
      'pull-request.not-allowed',
    ],
    [
      'the file is a workflow',
      [memory(web, '.github/workflows/ci.yaml')],
      { paths: ['**'] },
      'pull-request.protected',
    ],
    [
      'the file names the owners',
      [memory(web, 'apps/CODEOWNERS')],
      { paths: ['**'] },
      'pull-request.protected',
    ],
    ['the repository is archived', [memory()], { isArchived: true }, 'pull-request.archived'],
    [
      'the file holds a secret',
      [memory()],
      { files: { 'apps/web.yaml': `# hunter2\n${files['apps/web.yaml']}` } },
      'action.secret-like',
    ],
    ['the body mentions somebody', [memory()], { params: { body: 'ask @octocat' } }, 'pull-request.words'],
    ['the body closes an issue', [memory()], { params: { body: 'Fixes #12' } }, 'pull-request.words'],
    ['the title holds HTML', [memory()], { params: { title: 'a <b>change' } }, 'pull-request.words'],
    [
      'the body holds a secret',
      [memory()],
      { params: { body: 'as was seen: `hunter2`, `[redacted:password]`' } },
      'action.secret-like',
    ],
    ['a field leads nowhere', [edit(web, '/metadata/name/x', 'y')], {}, 'action.invalid'],
    ['the object would be another', [edit(web, '/metadata/name', 'intruder')], {}, 'action.invalid'],
    ['the object would move', [edit(web, '/metadata/namespace', 'vault')], {}, 'action.invalid'],
    ['the kind would be another', [edit(web, '/kind', 'DaemonSet')], {}, 'action.invalid'],
    [
      'the object would go on without its owner',
      [edit(web, '/metadata/ownerReferences', [])],
      {},
      'action.invalid',
    ],
    [
      'it would carry our mark',
      [edit(web, '/metadata/annotations/firebreak.dev~1action', 'prp_1.1')],
      {},
      'action.invalid',
    ],
    ['the object is not there', [memory(workload('Deployment', 'gone'))], {}, 'target.not-found'],
  ])('is refused where %s', async (_why, edits, situation, reason) => {
    const result = await judged(edits, situation);
    expect(result.outcome).toBe('refuse');
    expect(result.verdicts[0]).toMatchObject({ outcome: 'refuse', reason });
  });

  it.each([
    ['a Secret', { apiVersion: 'v1', kind: 'Secret' }, 'allowlist.protected'],
    ['RBAC', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding' }, 'allowlist.protected'],
    ['Argo CD', { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application' }, 'pull-request.protected'],
    [
      'Flux',
      { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization' },
      'pull-request.protected',
    ],
  ])('about %s is refused before anything is read', async (_what, of, reason) => {
    const object = { ...of, metadata: { name: 'x', namespace: 'cardboard' } };
    const result = await judged([memory(), edit(object, '/spec/x', 'y', 'apps/service.yaml')]);
    expect(result.verdicts[0]).toMatchObject({ outcome: 'refuse', reason });
    expect(result.calls).toEqual([]);
  });

  it.each([
    ['that asks for it', [memory()], true, true],
    [
      'that asks for it on another file alone',
      [edit(wide, '/spec/selector/tier', 'web', 'apps/service.yaml')],
      true,
      false,
    ],
    ['that does not ask', [memory()], false, false],
  ])('is a draft by an entry of the configuration %s', async (_what, edits, draft, expected) => {
    const { pullRequest } = await judged(edits, { draft });
    expect(pullRequest?.request.pullRequest.draft).toBe(expected);
  });

  it.each([
    ['by RBAC', new ClusterError('forbidden', 'may not patch', { status: 403 }), 'the API server takes it'],
    [
      'by an admission policy, whose words are told',
      new ClusterError('rejected', 'only marked writes', { status: 403, refusedBy: 'policy' }),
      'a policy says: only marked writes',
    ],
  ])('holds, and never passes, what the planner may not try %s', async (_how, refusal, words) => {
    expect((await judged([memory()], { refusal })).verdicts[3]).toMatchObject({
      outcome: 'hold',
      reason: 'dry-run.not-tried',
      message: expect.stringContaining(words),
    });
  });

  it('is refused where the API server takes it from nobody', async () => {
    const refusal = new ClusterError('rejected', 'no room', { status: 403, refusedBy: 'quota' });
    expect((await judged([memory()], { refusal })).verdicts[3]).toMatchObject({
      outcome: 'refuse',
      reason: 'dry-run.quota',
    });
  });

  it('is judged on what merging makes of pods, as a live change is', async () => {
    const privileged = edit(web, '/spec/template/spec/containers/0/securityContext', { privileged: true });
    const baseline = namespaceObject({ 'pod-security.kubernetes.io/enforce': 'baseline' });
    expect((await judged([privileged], { objects: [baseline, web, podOf(web)] })).verdicts[2]).toMatchObject({
      outcome: 'refuse',
      reason: 'pod-security.violates-level',
    });
    expect((await judged([privileged])).verdicts[2]).toMatchObject({
      outcome: 'hold',
      reason: 'pod-security.weakens',
    });
  });
});

describe('the selector trap in one pull request', () => {
  const namespace = namespaceObject({ 'pod-security.kubernetes.io/enforce': 'privileged' });

  it('is refused while live pods lack the label: merged manifests are applied at once', async () => {
    expect((await judged([label, narrow])).verdicts[1]).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.loses-all-endpoints',
      objects: [{ kind: 'Service', name: 'web' }],
    });
  });

  describe('by Argo CD, in waves', () => {
    const application: KubernetesObject = {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'shop', namespace: 'argocd', uid: 'u-application' },
      spec: {
        source: { repoURL: 'https://github.com/acme/deployments.git', path: 'apps', targetRevision: 'main' },
      },
    };
    const tracked = (object: KubernetesObject): KubernetesObject => {
      const annotations = { 'argocd.argoproj.io/tracking-id': `shop:/${object.kind}:cardboard/web` };
      return { ...object, metadata: { ...object.metadata, annotations } };
    };
    const wave = (number: string) =>
      edit(wide, '/metadata/annotations/argocd.argoproj.io~1sync-wave', number, 'apps/service.yaml');
    const objects = [namespace, tracked(web), podOf(web), postgres, tracked(wide), application];

    it('passes where the Service comes in a later wave, whatever the order of the edits', async () => {
      for (const edits of [
        [label, narrow, wave('1')],
        [wave('1'), narrow, label],
      ]) {
        expect((await judged(edits, { objects })).verdicts[1]).toMatchObject({
          outcome: 'pass',
          reason: 'selector.safe',
        });
      }
    });

    it.each([
      ['the Service comes in an earlier wave', [label, narrow, wave('-1')], objects],
      [
        'nobody tracks the objects',
        [label, narrow, wave('1')],
        [namespace, web, podOf(web), postgres, wide, application],
      ],
      [
        'the Deployment is paused',
        [label, narrow, wave('1')],
        [namespace, paused(tracked(web)), podOf(web), postgres, tracked(wide), application],
      ],
    ])('is refused where %s', async (_why, edits, given) => {
      expect((await judged(edits, { objects: given })).verdicts[1]).toMatchObject({
        outcome: 'refuse',
        reason: 'selector.loses-all-endpoints',
      });
    });
  });

  it('passes once the labels have rolled out', async () => {
    const objects = [namespace, labelled, podOf(labelled), postgres, wide];
    expect((await judged([label, narrow], { objects })).verdicts[1]).toMatchObject({
      outcome: 'pass',
      reason: 'selector.safe',
    });
  });

  it('is refused where it would catch the database', async () => {
    const narrower = {
      ...wide,
      spec: { ...Object(wide['spec']), selector: { ...both, [component]: 'web' } },
    };
    const widen = {
      path: 'apps/service.yaml',
      change: { object: refWithoutUid(wide), field: '/spec/selector/app.kubernetes.io~1component' },
    };
    const objects = [namespace, labelled, podOf(labelled), postgres, podOf(postgres), narrower];
    expect(
      (
        await judged([widen], {
          objects,
          files: { 'apps/service.yaml': `${files['apps/service.yaml']}    ${component}: web\n` },
        })
      ).verdicts[1],
    ).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.captures-second-workload',
    });
  });
});
