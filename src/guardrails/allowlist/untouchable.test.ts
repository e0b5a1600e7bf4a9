import { describe, expect, it } from 'vitest';
import { actionOn, changeOf, deployment, factsOn } from '../../../test/support/allowlist.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refuseUnread } from './allowlist-layer.ts';
import { untouchable } from './untouchable.ts';

function object(apiVersion: string, kind: string, namespace?: string): KubernetesObject {
  return { apiVersion, kind, metadata: { name: 'x', ...(namespace === undefined ? {} : { namespace }) } };
}

function withImage(image: string): KubernetesObject {
  return { ...deployment(), spec: { template: { spec: { containers: [{ name: 'app', image }] } } } };
}

describe('no policy can open', () => {
  it.each([
    object('v1', 'Secret', 'cardboard'),
    object('v1', 'ServiceAccount', 'cardboard'),
    object('rbac.authorization.k8s.io/v1', 'Role', 'cardboard'),
    object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'),
    object('rbac.authorization.k8s.io/v2', 'SomethingNew'),
    object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration'),
    object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy'),
    object('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
    object('apiregistration.k8s.io/v1', 'APIService'),
    object('certificates.k8s.io/v1', 'CertificateSigningRequest'),
    object('made-up/v1', 'secret', 'cardboard'),
  ])('$apiVersion $kind', (target) => {
    expect(untouchable(factsOn(target))?.reason).toBe('allowlist.protected');
    expect(refuseUnread({ action: actionOn(target) })?.outcome).toBe('refuse');
  });

  it("Firebreak's namespace, by its usual name or by where it runs", () => {
    expect(untouchable(factsOn(deployment('firebreak')))?.reason).toBe('allowlist.protected');
    expect(untouchable(factsOn(deployment('ops'), { ownNamespace: 'ops' }))?.reason).toBe(
      'allowlist.protected',
    );
    expect(untouchable(factsOn(object('v1', 'Namespace'), { ownNamespace: 'x' }))?.reason).toBe(
      'allowlist.protected',
    );
    expect(untouchable(factsOn(deployment('ops')))).toBeUndefined();
  });

  it("Firebreak's objects anywhere, nor an object that would become one", () => {
    const own = deployment('cardboard', 'web', { 'app.kubernetes.io/name': 'firebreak' });

    expect(untouchable(factsOn(own))?.reason).toBe('allowlist.protected');
    expect(untouchable(factsOn(deployment(), { change: changeOf(deployment(), own) }))?.reason).toBe(
      'allowlist.protected',
    );
  });

  it('a closed object that only the request names', () => {
    const change = {
      ...changeOf(deployment()),
      request: { verb: 'patch', target: { ...object('v1', 'Secret'), name: 'x' }, patch: [] },
    } as const;

    expect(untouchable(factsOn(deployment(), { change }))?.reason).toBe('allowlist.protected');
  });

  it.each(['before', 'after'] as const)('a closed object that the change has %s it', (state) => {
    const change = { ...changeOf(deployment()), [state]: object('v1', 'Secret', 'cardboard') };

    expect(untouchable(factsOn(deployment(), { change }))?.reason).toBe('allowlist.protected');
  });

  it('an image of a run, of its init containers, or of a pod of its own, from elsewhere', () => {
    const pod = (image: string) => ({ initContainers: [{ name: 'init', image }], containers: [] });
    const places: readonly ((image: string) => object)[] = [
      (image) => pod(image),
      (image) => ({ template: { spec: pod(image) } }),
      (image) => ({ jobTemplate: { spec: { template: { spec: pod(image) } } } }),
    ];
    for (const spec of places) {
      const before = { ...deployment(), spec: spec('team/app:1') };
      const reason = (image: string) =>
        untouchable(factsOn(before, { change: changeOf(before, { ...before, spec: spec(image) }) }))?.reason;

      expect(reason('evil/app:1')).toBe('allowlist.protected');
      expect(reason('team/app:2')).toBeUndefined();
      expect(reason('team/app')).toBeUndefined();
    }
  });

  it('an image from a repository that the workload does not run', () => {
    const before = withImage('registry.example:5000/team/app:1');
    const other = withImage('registry.example:5000/evil/app:1');
    const newer = withImage('registry.example:5000/team/app@sha256:0123');

    expect(untouchable(factsOn(before, { change: changeOf(before, other) }))?.message).toContain(
      'registry.example:5000/evil/app',
    );
    expect(untouchable(factsOn(before, { change: changeOf(before, newer) }))).toBeUndefined();
  });

  it('but an image from a repository of an earlier revision', () => {
    const before = withImage('registry.example:5000/team/app:1');
    const change = changeOf(before, withImage('registry.example:5000/old/app:9'));
    const earlier = [withImage('registry.example:5000/old/app:1')];

    expect(untouchable(factsOn(before, { change }))).toBeDefined();
    expect(untouchable(factsOn(before, { change: { ...change, earlier } }))).toBeUndefined();
  });

  it('an image in an object that is made: nothing has run before', () => {
    const made = withImage('registry.example:5000/team/app:1');
    const change = { ...changeOf(made), before: undefined };

    expect(untouchable(factsOn(made, { change }))?.reason).toBe('allowlist.protected');
  });
});

it('an ordinary workload may be read and judged', () => {
  expect(refuseUnread({ action: actionOn(deployment()) })).toBeUndefined();
  expect(untouchable(factsOn(deployment()))).toBeUndefined();
});
