import type { Action } from '../../src/domain/action.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { compileCondition } from '../../src/guardrails/policies/condition.ts';
import type { ActionRule, Policies } from '../../src/guardrails/policies/policies.ts';
import { actionOn, packaged } from '../support/allowlist.ts';
import { podOf, service, workload } from '../support/namespace-objects.ts';

export interface BenchNamespace {
  readonly objects: readonly KubernetesObject[];
  readonly namespace: KubernetesObject;
  readonly service: KubernetesObject;
  readonly empty: KubernetesObject;
  readonly deployment: KubernetesObject;
}

/** A namespace of different applications, each with a Service; `pods` are spread over them. */
export function namespaceOf({ workloads, pods = 0 }: { workloads: number; pods?: number }): BenchNamespace {
  const namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'cardboard', labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } },
  };
  const deployments = Array.from({ length: workloads }, (_none, index) =>
    workload('Deployment', `app-${index}`, {
      labels: { app: `app-${index}`, part: 'cardboard' },
      ports: { http: 8080 },
    }),
  );
  const services = deployments.map(({ metadata: { name } }) =>
    service(name, { app: name }, { ports: [{ port: 80, targetPort: 'http' }] }),
  );
  const [deployment, ...others] = deployments;
  const [own, ...otherServices] = services;
  if (deployment === undefined || own === undefined) throw new Error('a namespace has a workload');
  const running = Array.from({ length: pods }, (_none, index) =>
    podOf(deployments[index % workloads] ?? deployment, undefined, String(index)),
  );
  const empty = service('empty', { app: 'nobody' });
  const objects = [namespace, empty, own, ...otherServices, deployment, ...others, ...running];
  return { objects, namespace, service: own, empty, deployment };
}

/** Actions that make each of the layers look at everything in the namespace. */
export function actionsIn({
  namespace,
  service: own,
  empty,
  deployment,
}: BenchNamespace): Readonly<Record<string, Action>> {
  return {
    'set-labels, template': actionOn(deployment, 'set-labels', { template: true, labels: { tier: 'web' } }),
    'selector that captures': actionOn(own, 'patch-service-selector', {
      selector: { app: null, part: 'cardboard' },
    }),
    'selector from nobody': actionOn(empty, 'patch-service-selector', {
      selector: { app: null, part: 'cardboard' },
    }),
    'set-labels, namespace': actionOn(namespace, 'set-labels', {
      labels: { 'pod-security.kubernetes.io/enforce': 'restricted' },
    }),
  };
}

/** The packaged policies with more rules: about other objects, and every tenth about all, under a condition. */
export function policiesOf(rules: number): Policies {
  const condition = compileCondition('object.metadata.name == "nobody"');
  if (!condition.ok) throw new Error(condition.problem);
  const more = Array.from({ length: rules }, (_none, index): ActionRule => {
    const head = { source: { file: 'bench.yaml', line: index + 1 }, name: `rule-${index}` };
    const effect = index % 2 === 0 ? ('allow' as const) : ('deny' as const);
    const everywhere = {
      actions: ['set-*', 'patch-*'],
      kinds: ['Deployment', 'Service', 'Namespace'],
      namespaces: ['*'],
    };
    if (index % 10 === 0) {
      return { ...head, effect, ...everywhere, params: [{ path: ['**'] }], when: condition.condition };
    }
    return { ...head, effect, ...everywhere, names: [`other-${index}-*`] };
  });
  return { ...packaged, rules: [...more, ...packaged.rules] };
}
