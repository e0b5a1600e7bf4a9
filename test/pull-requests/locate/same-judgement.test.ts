import { describe, expect, it } from 'vitest';
import { recordedCluster } from '../../../src/adapters/dump/recorded-cluster.ts';
import { type KubernetesObject, refOf } from '../../../src/domain/objects.ts';
import { applyEdits } from '../../../src/pull-requests/edit/apply-edits.ts';
import { locateField } from '../../../src/pull-requests/locate/locate-field.ts';
import { namespacesOf } from '../../../src/pull-requests/locate/namespaces.ts';
import { isProblem } from '../../../src/pull-requests/problem.ts';
import type { AllowedRepository } from '../../../src/pull-requests/repositories.ts';
import { treeOf } from '../edit/repository-files.ts';

const live: KubernetesObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { replicas: 2 },
};
const byArgo: KubernetesObject = {
  ...live,
  metadata: {
    ...live.metadata,
    annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/web' },
  },
};
const application = (namespace: string): KubernetesObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'shop', namespace: 'argocd' },
  spec: {
    source: { repoURL: 'https://github.com/acme/deployments', path: 'apps', targetRevision: 'main' },
    destination: { namespace },
  },
});

const manifest = (namespace?: string) =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: web${namespace === undefined ? '' : `, namespace: ${namespace}`} }\nspec: { replicas: 2 }\n`;
const kustomization = (namespace?: string) =>
  `resources: [web.yaml]\n${namespace === undefined ? '' : `namespace: ${namespace}\n`}`;

const path = 'apps/web.yaml';
const change = { object: refOf(live), field: '/spec/replicas', value: 3 };
const open: AllowedRepository = { repository: 'acme/deployments', base: 'main', paths: ['apps/**'] };

interface Situation {
  readonly files: Readonly<Record<string, string>>;
  readonly object?: KubernetesObject;
  readonly repository?: AllowedRepository;
  readonly cluster?: readonly KubernetesObject[];
}

/** What locating says, and what an edit of that very file comes to that somebody else has thought of. */
async function judgements({ files, object = live, repository = open, cluster = [] }: Situation) {
  const texts = new Map(Object.entries(files));
  const reader = recordedCluster([object, ...cluster]);
  const located = await locateField(change, object, {
    repositories: [repository],
    tree: async () => treeOf(texts),
    cluster: reader,
  });
  const namespaceAt = await namespacesOf(open, [object], reader, [repository]);
  const edited = isProblem(namespaceAt)
    ? namespaceAt
    : applyEdits(texts, [{ path, change }], () => object, namespaceAt);
  return {
    located: isProblem(located) ? located.reason : located.edits.map((edit) => edit.path).join(),
    edited: isProblem(edited) ? edited.reason : [...edited.keys()].join(),
  };
}

describe('whose namespace a manifest is, in locating and in editing alike', () => {
  const elsewhere = 'pull-request.not-in-manifest';
  const unsaid = 'pull-request.ambiguous';

  it.each<[string, Situation, string]>([
    ['its own', { files: { [path]: manifest('shop') } }, path],
    ['another one', { files: { [path]: manifest('games') } }, elsewhere],
    ['nobody says', { files: { [path]: manifest() } }, unsaid],
    [
      'the configuration says',
      { files: { [path]: manifest() }, repository: { ...open, namespace: 'shop' } },
      path,
    ],
    [
      'the configuration says another one',
      { files: { [path]: manifest() }, repository: { ...open, namespace: 'games' } },
      elsewhere,
    ],
    [
      'the kustomization says',
      { files: { [path]: manifest(), 'apps/kustomization.yaml': kustomization('shop') } },
      path,
    ],
    [
      'the kustomization says it over the manifest',
      { files: { [path]: manifest('games'), 'apps/kustomization.yaml': kustomization('shop') } },
      path,
    ],
    [
      'the kustomization says another one over the manifest',
      { files: { [path]: manifest('shop'), 'apps/kustomization.yaml': kustomization('games') } },
      elsewhere,
    ],
    [
      'neither manifest nor kustomization says',
      { files: { [path]: manifest(), 'apps/kustomization.yaml': kustomization() } },
      unsaid,
    ],
    [
      'the Application says',
      { files: { [path]: manifest() }, object: byArgo, cluster: [application('shop')] },
      path,
    ],
    [
      'the Application says another one',
      { files: { [path]: manifest() }, object: byArgo, cluster: [application('games')] },
      elsewhere,
    ],
    [
      'the Application says, and its folder is a kustomization',
      {
        files: { [path]: manifest(), 'apps/kustomization.yaml': kustomization() },
        object: byArgo,
        cluster: [application('shop')],
      },
      path,
    ],
  ])('%s', async (_what, situation, expected) => {
    expect(await judgements(situation)).toEqual({ located: expected, edited: expected });
  });

  it('of a whole manifest that is there already: nobody says', () => {
    const added = { path, change: { object: refOf(live), field: '', value: { ...live } as never } };
    const texts = new Map([[path, manifest()]]);
    expect(
      applyEdits(
        texts,
        [added],
        () => live,
        () => undefined,
      ),
    ).toMatchObject({ reason: unsaid });
  });
});
