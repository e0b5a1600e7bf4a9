import type { PlannedChange } from '../../src/actions/action-type.ts';
import type { Action } from '../../src/domain/action.ts';
import { type KubernetesObject, refOf } from '../../src/domain/objects.ts';
import type { AllowlistFacts } from '../../src/guardrails/allowlist/facts.ts';
import { loadPolicies, packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import type { ActionRule, Policies } from '../../src/guardrails/policies/policies.ts';

/** The packaged policies; tests replace the part that they are about. */
export const packaged: Policies = loadPolicies(packagedPolicies);

export const noon = new Date('2026-03-04T12:00:00Z');

export function deployment(
  namespace = 'cardboard',
  name = 'web',
  labels: Readonly<Record<string, string>> = {},
): KubernetesObject {
  const resources = { limits: { memory: '256Mi' }, requests: { memory: '128Mi' } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, uid: `uid-${name}`, labels },
    spec: {
      replicas: 2,
      template: {
        spec: { containers: [{ name: 'app', image: 'registry.example:5000/team/app:1', resources }] },
      },
    },
  };
}

/** An action on the object, as the catalogue would have it. */
export function actionOn(
  object: KubernetesObject,
  action = 'restart-workload',
  params: Action['params'] = {},
): Action {
  return { apiVersion: 'firebreak.dev/v1', action, cluster: 'default', target: refOf(object), params };
}

/** The object before, and as `after` would leave it. */
export function changeOf(
  before: KubernetesObject,
  after: KubernetesObject | undefined = before,
): PlannedChange {
  const target = refOf(before);
  return {
    before,
    after,
    request: { verb: 'patch', target, patch: [] },
    inverse: { irreversible: 'a test' },
    risk: 'low',
  };
}

/** Facts about a restart of a Deployment that nothing speaks against but the rules. */
export function factsOn(object: KubernetesObject, more: Partial<AllowlistFacts> = {}): AllowlistFacts {
  return {
    action: actionOn(object),
    change: changeOf(object),
    mode: 'response',
    policies: packaged,
    clusterName: 'default',
    history: { stopped: false, changes: [] },
    now: noon,
    namespaceObject: 'unread',
    namespaceExists: 'unread',
    ...more,
  };
}

/** A rule that covers every workload restart, changed by what the test is about. */
export function rule(more: Partial<ActionRule> = {}): ActionRule {
  return {
    source: { file: 'policies/test.yaml', line: 1 },
    name: 'restarts',
    effect: 'allow',
    actions: ['restart-workload'],
    kinds: ['Deployment'],
    namespaces: ['*'],
    ...more,
  };
}

export function withRules(rules: readonly ActionRule[]): Policies {
  return { ...packaged, rules };
}
