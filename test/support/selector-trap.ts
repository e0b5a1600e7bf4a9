import { podOf, service, verdictOn, workload } from './namespace-objects.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { selectorLayer } from '../../src/guardrails/selector/selector-layer.ts';

export const name = 'app.kubernetes.io/name';
export const component = 'app.kubernetes.io/component';

/** An application and its database under one name, told apart by component: the classic trap. */
export const web = workload('Deployment', 'web', {
  labels: { [name]: 'cardboard', [component]: 'web' },
  ports: { http: 8080 },
});
export const postgres = workload('StatefulSet', 'postgres', {
  labels: { [name]: 'cardboard', [component]: 'postgres' },
  ports: { sql: 5432 },
});
export const narrow = service(
  'web',
  { [name]: 'cardboard', [component]: 'web' },
  { ports: [{ port: 80, targetPort: 'http' }] },
);
export const wide = service('web', { [name]: 'cardboard' }, { ports: [{ port: 80, targetPort: 'http' }] });
export const live = [podOf(web), podOf(postgres)];

/** What layer 2 says of a change among these objects. */
export const judge = (
  objects: readonly KubernetesObject[],
  before: KubernetesObject | undefined,
  after: KubernetesObject | undefined,
) => verdictOn(selectorLayer, objects, [before, after]);
