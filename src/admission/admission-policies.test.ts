import { describe, expect, it } from 'vitest';
import { packaged, rule, withRules } from '../../test/support/allowlist.ts';
import { catalogue } from '../actions/catalogue.ts';
import type { ActionRule } from '../guardrails/policies/policies.ts';
import { leastRights } from '../rbac/least-rights.ts';
import { admissionPolicies } from './admission-policies.ts';
import { admissionYaml } from './admission-yaml.ts';
import { policyManifests } from './manifests.ts';

const subjects = {
  planner: { kind: 'ServiceAccount', namespace: 'responders', name: 'planner' },
  executor: { kind: 'User', name: 'executor' },
} as const;

const of = (...rules: readonly ActionRule[]) => admissionPolicies(withRules(rules), subjects);
const named = (name: string, ...rules: readonly ActionRule[]) =>
  of(...rules).policies.find((policy) => policy.name === name);

describe('the admission policies', () => {
  it('refuse on every failure, and each has a binding that denies', () => {
    const manifests = admissionPolicies(packaged, subjects).policies.flatMap(policyManifests);
    for (const { kind, spec } of manifests) {
      expect(spec).toMatchObject(
        kind === 'ValidatingAdmissionPolicy' ? { failurePolicy: 'Fail' } : { validationActions: ['Deny'] },
      );
    }
    expect(new Set(manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).size).toBe(
      manifests.length,
    );
  });

  it('are about the user names of the two identities', () => {
    const { policies } = of(rule());
    expect(policies.map(({ name, users }) => [name, users])).toEqual([
      ['firebreak-planner', ['system:serviceaccount:responders:planner']],
      ['firebreak-executor', ['executor']],
      ['firebreak-deployments.apps', ['system:serviceaccount:responders:planner', 'executor']],
    ]);
  });

  it('leave out of what is refused as a whole only the operations of allowed actions', () => {
    const [, ...open] =
      named('firebreak-executor', rule({ actions: ['restart-workload', 'delete-*'], kinds: ['*'] }))
        ?.excluded ?? [];
    expect(open.map(({ operations, resources }) => [resources.join(), operations.join()])).toEqual([
      ['daemonsets', 'UPDATE'],
      ['deployments', 'UPDATE'],
      ['jobs', 'DELETE'],
      ['pods', 'DELETE'],
      ['statefulsets', 'UPDATE'],
    ]);
  });

  it('open nothing more where pull requests are allowed, which write nothing to the cluster', () => {
    const pulls = rule({ actions: ['open-pull-request'], kinds: ['Deployment', 'ConfigMap', 'Secret'] });

    expect(of(pulls)).toEqual(of(rule({ effect: 'deny' })));
    expect(of(rule(), pulls)).toEqual(of(rule()));
  });

  it('leave nothing open where nothing is allowed', () => {
    expect(of(rule({ effect: 'deny' })).policies.map(({ name }) => name)).toEqual([
      'firebreak-planner',
      'firebreak-executor',
    ]);
  });

  it('open no resource for which RBAC gives no right', () => {
    const policies = withRules(
      catalogue.map(({ name, kinds: [kind = 'Deployment'] }) => rule({ actions: [name], kinds: [kind] })),
    );
    const rights = leastRights(policies).executor.map(({ grant }) => `${grant.apiGroup}/${grant.resource}`);
    const open = admissionPolicies(policies, subjects).policies.flatMap(({ rules }) => rules);
    for (const { apiGroups, resources } of open.filter(({ resources: [first] }) => first !== '*/*')) {
      expect(rights).toContain(`${apiGroups.join()}/${resources.join()}`);
    }
  });

  it('close the namespaces of the identities beside those of the map', () => {
    const [closed] = named('firebreak-deployments.apps', rule())?.validations ?? [];
    for (const namespace of ['responders', 'firebreak', 'kube-'])
      expect(closed?.expression).toContain(namespace);
  });

  describe('of runs of CronJobs', () => {
    const runs = rule({ actions: ['run-cronjob'], kinds: ['CronJob'] });
    const there = [
      { namespace: 'shop', name: 'nightly' },
      { namespace: 'shop', name: 'hourly' },
      { namespace: 'kube-system', name: 'nightly' },
    ];
    const bound = (one: ActionRule, known = there) =>
      admissionPolicies(withRules([one]), subjects, known)
        .policies.find(({ name }) => name === 'firebreak-jobs.batch-of')
        ?.bindings?.map(({ param }) => `${param.namespace}/${param.name}`);

    it('are bound to the CronJobs that a rule names, there or not', () => {
      expect(bound({ ...runs, namespaces: ['shop'], names: ['refresh'] })).toEqual(['shop/refresh']);
    });

    it('are bound to those that there are and a rule with globs means, in open namespaces', () => {
      expect(bound({ ...runs, namespaces: ['*'] })).toEqual(['shop/hourly', 'shop/nightly']);
      expect(bound({ ...runs, namespaces: ['shop'], names: ['night*'] })).toEqual(['shop/nightly']);
    });

    it('say of the others why they are refused', () => {
      expect(bound(runs, [])).toEqual([]);
      expect(of(runs).unseen.join('\n')).toContain('run-cronjob is refused for each CronJob');
    });

    it('keep to Jobs that name the CronJob: a binding whose parameter is gone refuses all that it is about', () => {
      const bindings = admissionPolicies(withRules([runs]), subjects, there)
        .policies.flatMap(policyManifests)
        .filter(({ spec }) => Object(spec).paramRef !== undefined);
      expect(bindings.length).toBeGreaterThan(0);
      for (const { spec } of bindings) {
        const { namespace, name } = Object(spec).paramRef as (typeof there)[number];
        expect(spec).toMatchObject({
          matchResources: {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
            objectSelector: { matchLabels: { 'firebreak.dev/cronjob': name } },
          },
        });
      }
    });
  });

  it('say which rules they cannot hold', () => {
    const bounded = rule({ actions: ['patch-object'], params: [{ path: ['patch', '**'] }] });
    expect(of(bounded).unseen.join('\n')).toContain('its bounds on parameters are not held for patch-object');
  });

  it('are YAML at whose top every line is a comment, whatever a rule is named', () => {
    const yaml = admissionYaml(
      of(
        rule({
          actions: ['patch-object'],
          params: [{ path: ['**'] }],
          source: { file: 'a\nkind: Secret', line: 1 },
        }),
      ),
      'sha256:0',
    );
    expect(
      yaml
        .slice(0, yaml.indexOf('\napiVersion'))
        .split('\n')
        .filter((line) => !line.startsWith('# ')),
    ).toEqual([]);
  });
});
