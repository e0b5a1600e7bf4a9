import { describe, expect, it } from 'vitest';
import { fileRefusal, objectRefusal } from './file-refusal.ts';

describe('a file that an edit may never touch', () => {
  it.each([
    '.github/workflows/deploy.yaml',
    'apps/.GitHub/x.yaml',
    '.gitlab-ci.yml',
    'team/.tekton/build.yaml',
    'apps/shop/.argocd-source-shop.yaml',
    '.sops.yaml',
    'CODEOWNERS',
    'docs/codeowners',
  ])('is %s', (path) => {
    expect(fileRefusal(path)).toMatchObject({ reason: 'pull-request.protected' });
  });

  it.each(['apps/shop/web.yaml', 'apps/v1.2/web.yaml', 'codeowners-app/web.yaml', 'a./b.yaml'])(
    'is not %s',
    (path) => {
      expect(fileRefusal(path)).toBeUndefined();
    },
  );
});

describe('an object that an edit may never be about', () => {
  const named = { namespace: 'shop', name: 'x' };

  it.each([
    ['argoproj.io/v1alpha1', 'ApplicationSet'],
    ['source.toolkit.fluxcd.io/v1', 'GitRepository'],
    ['fleet.cattle.io/v1alpha1', 'GitRepo'],
    ['helm.cattle.io/v1', 'HelmChartConfig'],
    ['configsync.gke.io/v1beta1', 'RepoSync'],
  ])('is of %s, %s', (apiVersion, kind) => {
    expect(objectRefusal({ apiVersion, kind, ...named })).toMatchObject({ reason: 'pull-request.protected' });
  });

  it.each([
    ['argoproj.io/v1alpha1', 'Rollout'],
    ['apps/v1', 'Deployment'],
    ['nothelm.cattle.io/v1', 'Deployment'],
  ])('is not of %s, %s', (apiVersion, kind) => {
    expect(objectRefusal({ apiVersion, kind, ...named })).toBeUndefined();
  });
});
