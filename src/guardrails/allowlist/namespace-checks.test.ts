import { describe, expect, it } from 'vitest';
import { actionOn, changeOf, deployment, factsOn, packaged } from '../../../test/support/allowlist.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { AllowlistFacts } from './facts.ts';
import { missingTarget, namespaceDiscipline, protectedNamespace } from './namespace-checks.ts';

function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

describe('protected namespaces', () => {
  it.each(['kube-system', 'longhorn-system', 'metallb-system', 'cert-manager', 'monitoring'])(
    'close %s',
    (name) => {
      expect(protectedNamespace(factsOn(deployment(name)))).toMatchObject({
        reason: 'allowlist.protected-namespace',
        rule: expect.stringMatching(/^policies\/namespace-map\.yaml:\d+#/u),
      });
    },
  );

  it('close the Namespace object itself', () => {
    expect(protectedNamespace(factsOn(namespace('kube-system')))?.reason).toBe(
      'allowlist.protected-namespace',
    );
  });

  it('close what the request writes to, whatever the action says', () => {
    const facts = factsOn(deployment('cardboard'), { change: changeOf(deployment('kube-system')) });

    expect(protectedNamespace(facts)?.reason).toBe('allowlist.protected-namespace');
  });

  it('leave the others open', () => {
    expect(protectedNamespace(factsOn(deployment('cardboard')))).toBeUndefined();
  });
});

describe('namespace discipline', () => {
  function about(object: KubernetesObject, incident: NonNullable<AllowlistFacts['action']['incident']>) {
    return namespaceDiscipline(factsOn(object, { action: { ...actionOn(object), incident } }));
  }

  it.each([
    ['nothing', {}],
    ['another namespace', { incident: { namespace: 'shop' } }],
    ['more namespaces', { incident: { namespace: 'shop', namespaces: ['shop', 'cardboard'] } }],
  ])('keeps to the namespaces of the stored incident, where the action claims %s', (_what, claim) => {
    const action = { ...actionOn(deployment('shop')), ...claim };
    const judged = (scope: readonly string[]) =>
      namespaceDiscipline(factsOn(deployment('shop'), { action, scope }))?.reason;

    expect(judged(['cardboard'])).toBe('allowlist.namespace-discipline');
    expect(judged([])).toBe('allowlist.namespace-discipline');
    expect(judged(['shop'])).toBeUndefined();
  });

  it('keeps an action in the namespace of its alert', () => {
    expect(about(deployment('cardboard'), { namespace: 'cardboard' })).toBeUndefined();
    expect(about(deployment('shop'), { namespace: 'cardboard' })?.reason).toBe(
      'allowlist.namespace-discipline',
    );
  });

  it('says when the two have been mistaken for each other', () => {
    expect(about(deployment('trade-bot'), { namespace: 'cardboard' })?.message).toBe(
      'the alert is about cardboard, the action about trade-bot; trade-bot and cardboard have been mistaken for each other',
    );
  });

  it('says nothing of a mistake between namespaces that nobody has mistaken, and where to look instead', () => {
    const refusal = about(deployment('shop'), { namespace: 'cardboard' });

    expect(refusal?.message).toBe('the alert is about cardboard, the action about shop');
    expect(refusal?.remedy).toBe('look for the cause in cardboard');
  });

  it('closes every namespace where the incident has none, and knows no better place', () => {
    const refusal = namespaceDiscipline(factsOn(deployment('shop'), { scope: [] }));

    expect(refusal?.message).toBe('the alert is about no namespace, the action about shop');
    expect(refusal).not.toHaveProperty('remedy');
  });

  it('covers every namespace of an incident that is about several', () => {
    const incident = { namespace: 'cardboard', namespaces: ['cardboard', 'shop'] };

    expect(about(deployment('shop'), incident)).toBeUndefined();
    expect(about(deployment('trade-bot'), incident)?.reason).toBe('allowlist.namespace-discipline');
  });

  it('lets an action go where the map says that the namespace depends on, and not back', () => {
    const namespaceMap = { ...packaged.namespaceMap, dependencies: [{ from: 'shop-*', to: 'databases' }] };
    const policies = { ...packaged, namespaceMap };
    const inScope = (scope: readonly string[], target: string) =>
      namespaceDiscipline(factsOn(deployment(target), { scope, policies }));

    expect(inScope(['shop-eu'], 'databases')).toBeUndefined();
    expect(inScope(['cardboard', 'shop-eu'], 'databases')).toBeUndefined();
    expect(inScope(['shop-eu'], 'cardboard')?.reason).toBe('allowlist.namespace-discipline');
    expect(inScope(['databases'], 'shop-eu')?.reason).toBe('allowlist.namespace-discipline');
    expect(inScope(['cardboard'], 'databases')?.reason).toBe('allowlist.namespace-discipline');
  });

  it('takes a Namespace for part of itself', () => {
    expect(about(namespace('trade-bot'), { namespace: 'cardboard' })?.reason).toBe(
      'allowlist.namespace-discipline',
    );
    expect(about(namespace('cardboard'), { namespace: 'cardboard' })).toBeUndefined();
  });

  it('is not judged for other cluster-scoped objects, nor without an incident', () => {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'worker' } };

    expect(about(node, { namespace: 'cardboard' })).toBeUndefined();
    expect(namespaceDiscipline(factsOn(deployment('shop')))).toBeUndefined();
  });
});

describe('a missing target', () => {
  function missing(object: KubernetesObject, namespaceExists: AllowlistFacts['namespaceExists']) {
    const { change: _change, ...facts } = factsOn(object, { namespaceExists });
    return missingTarget(facts);
  }

  it.each([
    ['longhorn', 'longhorn-manager', 'longhorn lives in longhorn-system'],
    ['traefik', 'traefik', 'traefik lives in kube-system'],
    ['metallb', 'controller', 'metallb lives in metallb-system'],
    ['prometheus', 'prometheus-k8s', 'prometheus lives in monitoring'],
  ])('in %s, which does not exist, is told where it lives', (guessed, name, remedy) => {
    expect(missing(deployment(guessed, name), false)).toEqual({
      reason: 'allowlist.wrong-namespace',
      message: `there is no namespace ${guessed}`,
      remedy,
    });
  });

  it('in a namespace that exists is just not there, with the same hint', () => {
    expect(missing(deployment('default', 'traefik'), true)).toEqual({
      reason: 'target.not-found',
      message: 'there is no Deployment default/traefik',
      remedy: 'traefik lives in kube-system',
    });
  });

  it('that no component is named after gets no hint', () => {
    expect(missing(deployment('cardbord', 'web'), false)).toEqual({
      reason: 'allowlist.wrong-namespace',
      message: 'there is no namespace cardbord',
    });
    expect(missing(deployment('cardboard', 'wep'), 'unread')).toEqual({
      reason: 'target.not-found',
      message: 'there is no Deployment cardboard/wep',
    });
  });
});

it('the packaged map knows the homes that have been guessed wrong', () => {
  expect(packaged.namespaceMap.components).toMatchObject({
    longhorn: 'longhorn-system',
    traefik: 'kube-system',
    metallb: 'metallb-system',
    prometheus: 'monitoring',
  });
});
