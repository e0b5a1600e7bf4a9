import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packaged, rule, withRules } from '../../test/support/allowlist.ts';
import { catalogue } from '../actions/catalogue.ts';
import type { ActionRule } from '../guardrails/policies/policies.ts';
import { leastRights } from './least-rights.ts';
import { rbacManifests } from './manifests.ts';
import type { PolicyRule } from './policy-rule.ts';

const subjects = {
  planner: { kind: 'ServiceAccount', namespace: 'firebreak', name: 'firebreak-planner' },
  executor: { kind: 'ServiceAccount', namespace: 'firebreak', name: 'firebreak-executor' },
} as const;

/** The roles of one identity: kind, namespace, and what they grant as `verb group/resource`. */
function rolesOf(identity: 'planner' | 'executor', rules: readonly ActionRule[]) {
  return rbacManifests(leastRights(withRules(rules)), subjects)
    .filter(({ kind, metadata }) => !kind.endsWith('Binding') && metadata.name === `firebreak-${identity}`)
    .map(({ kind, metadata, rules: granted }) => ({
      kind,
      ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
      grants: (granted as readonly PolicyRule[]).flatMap(({ apiGroups, resources, resourceNames, verbs }) =>
        verbs.flatMap((verb) =>
          resources.map(
            (resource) =>
              `${verb} ${apiGroups.join()}/${resource}${resourceNames === undefined ? '' : ` ${resourceNames.join()}`}`,
          ),
        ),
      ),
    }));
}

describe('the least rights', () => {
  it('let the executor do what a rule allows, everywhere where its namespaces are globs, and not even read', () => {
    expect(rolesOf('executor', [rule({ namespaces: ['shop-*', 'cardboard'] })])).toEqual([
      { kind: 'ClusterRole', grants: ['patch apps/deployments'] },
    ]);
  });

  it('are Roles where the namespaces are named', () => {
    expect(rolesOf('executor', [rule({ namespaces: ['shop', 'cardboard'] })])).toEqual([
      { kind: 'Role', namespace: 'cardboard', grants: ['patch apps/deployments'] },
      { kind: 'Role', namespace: 'shop', grants: ['patch apps/deployments'] },
    ]);
  });

  it('leave out protected namespaces, where nothing is allowed anyway', () => {
    expect(rolesOf('executor', [rule({ namespaces: ['kube-system', 'shop'] })])).toMatchObject([
      { kind: 'Role', namespace: 'shop' },
    ]);
  });

  it('name the objects that a rule names, save for verbs that RBAC cannot narrow so', () => {
    const named = rule({
      actions: ['run-cronjob'],
      kinds: ['CronJob'],
      namespaces: ['shop'],
      names: ['nightly'],
    });

    expect(rolesOf('executor', [named])).toEqual([
      { kind: 'Role', namespace: 'shop', grants: ['create batch/jobs'] },
    ]);
    expect(rolesOf('planner', [named]).find(({ kind }) => kind === 'Role')?.grants).toEqual([
      'create /pods',
      'create batch/jobs',
    ]);
  });

  it('name a Namespace by the namespaces of its rule', () => {
    const levels = rule({
      actions: ['set-labels'],
      kinds: ['Namespace'],
      namespaces: ['shop', 'kube-system'],
    });

    expect(rolesOf('executor', [levels])).toEqual([
      { kind: 'ClusterRole', grants: ['patch /namespaces shop'] },
    ]);
  });

  it('are nothing but reading where nothing is allowed', () => {
    const planner = rolesOf('planner', [rule({ effect: 'deny' })]);

    expect(rolesOf('executor', [rule({ effect: 'deny' })])).toEqual([]);
    expect(planner).toHaveLength(1);
    for (const grant of planner[0]?.grants ?? []) expect(grant).toMatch(/^(?:get|list) /u);
  });

  it('let the planner try what is allowed, and a Pod made from a template', () => {
    expect(rolesOf('planner', [rule()])[0]?.grants).toEqual(
      expect.arrayContaining(['patch apps/deployments', 'create /pods', 'list apps/deployments']),
    );
  });

  it('let the planner try what merging a pull request would change and see where manifests come from, and the executor nothing', () => {
    const pulls = rule({
      actions: ['open-pull-request'],
      kinds: ['Deployment', 'Service'],
      namespaces: ['shop'],
    });
    const planner = rolesOf('planner', [pulls]).flatMap(({ grants }) => grants);

    expect(rolesOf('executor', [pulls])).toEqual([]);
    expect(planner).toEqual(
      expect.arrayContaining([
        'patch apps/deployments',
        'create /services',
        'create /pods',
        'list argoproj.io/applications',
        'get kustomize.toolkit.fluxcd.io/kustomizations',
      ]),
    );
    expect(
      rolesOf('planner', [rule()])
        .flatMap(({ grants }) => grants)
        .join(),
    ).not.toContain('argoproj.io');
  });

  it('say what cannot be derived, and derive nothing from it', () => {
    const every = rule({ actions: ['patch-object'], kinds: ['*'] });

    expect(leastRights(withRules([every])).notes).toEqual([expect.stringContaining('name its kinds')]);
    expect(rolesOf('executor', [every])).toEqual([]);
  });

  it('hold no wildcard, no Secret, and nothing by which rights grow, whatever the rules allow', () => {
    const kinds = [
      '*',
      'Secret',
      'ServiceAccount',
      'ClusterRole',
      'RoleBinding',
      'rbac.authorization.k8s.io/Role',
      'ValidatingWebhookConfiguration',
      'CustomResourceDefinition',
      'Deployment',
      'Namespace',
      'Pod',
      'argoproj.io/Rollout',
    ];
    const globs = ['*', 'shop-*', 'shop', 'kube-system'];
    const anyRule = fc
      .record({
        actions: fc.subarray(['*', ...catalogue.map(({ name }) => name)], { minLength: 1 }),
        kinds: fc.subarray(kinds, { minLength: 1 }),
        namespaces: fc.subarray(globs, { minLength: 1 }),
        names: fc.option(fc.subarray(['web', 'w*'], { minLength: 1 }), { nil: undefined }),
      })
      .map(({ names, ...more }) => rule({ ...more, ...(names === undefined ? {} : { names }) }));

    fc.assert(
      fc.property(fc.array(anyRule, { maxLength: 4 }), (rules) => {
        const granted = (['planner', 'executor'] as const).flatMap((identity) => rolesOf(identity, rules));
        for (const grant of granted.flatMap(({ grants }) => grants)) {
          expect(grant).not.toMatch(/\*|secrets|roles|rolebindings|customresource|rbac\./u);
          // Evidence reads accounts and webhooks, and doctor the admission policies; nobody writes them.
          if (!/^(?:get|list) /u.test(grant))
            expect(grant).not.toMatch(/serviceaccounts|webhook|validatingadmission/u);
          expect(grant).toMatch(/^(?:get|list|create|patch|delete) [a-z0-9.-]*\/[a-z0-9/]+(?: |$)/u);
        }
      }),
    );
  });

  it('of the packaged policies give the executor no reading at all', () => {
    for (const { grant } of leastRights(packaged).executor) {
      expect(grant.verbs).not.toContain('get');
      expect(grant.verbs).not.toContain('list');
    }
  });
});
