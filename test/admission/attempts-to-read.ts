import type { Attempt } from './requests.ts';

const apis = '/apis';
const core = '/api/v1/namespaces/shop';

const read = (what: string, path: string): Attempt => ({
  what,
  method: 'GET',
  path,
  untried: true,
  // Reading reaches no admission.
  rbacAlone: true,
});

/** What neither identity may read. */
export const reads: readonly Attempt[] = [
  read('a Secret', `${core}/secrets/password`),
  read('the Secrets of a namespace', `${core}/secrets`),
  read('every Secret', '/api/v1/secrets'),
  read('Secrets as they change', `${core}/secrets?watch=true`),
  read('the names of Secrets alone', `${core}/secrets?limit=1&fieldSelector=type%3DOpaque`),
  read('the planner’s own token', '/api/v1/namespaces/firebreak/secrets/firebreak-planner-token'),
  read('the ConfigMaps of a namespace', `${core}/configmaps`),
  read('every ConfigMap', '/api/v1/configmaps'),
  read('certificates', `${apis}/certificates.k8s.io/v1/certificatesigningrequests`),
  read('Roles', `${apis}/rbac.authorization.k8s.io/v1/clusterroles`),
  read('the metrics of the API server', '/metrics'),
  read('the logs of the API server', '/logs/'),
  read('its memory', '/debug/pprof/heap'),
];
