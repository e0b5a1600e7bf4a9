import { type Attempt, create, type LiveShop, replace } from './requests.ts';

const core = '/api/v1/namespaces';

/** Ways into pods, nodes and other people's names. */
export function connections({ pod, url }: LiveShop): readonly Attempt[] {
  const path = `${core}/shop/pods/${pod.metadata.name}`;
  // Nodes here run nothing that could be connected to.
  const connect = (what: string, method: Attempt['method'], to: string): Attempt => ({
    what,
    method,
    path: to,
    untried: true,
  });
  const tokenOf = (namespace: string, name: string): Attempt => ({
    ...create(`a token of ${namespace}/${name}`, `${core}/${namespace}/serviceaccounts/${name}/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { audiences: [], expirationSeconds: 86_400 },
    }),
  });
  return [
    connect('exec over WebSocket', 'GET', `${path}/exec?command=sh&container=web&stdin=true`),
    connect('attach over WebSocket', 'GET', `${path}/attach?container=web&stdin=true`),
    connect('port-forward over WebSocket', 'GET', `${path}/portforward?ports=80`),
    connect('a page of a pod', 'GET', `${path}/proxy/admin`),
    connect('a write to a page of a pod', 'PUT', `${path}/proxy/admin`),
    connect('a delete of a page of a pod', 'DELETE', `${path}/proxy/admin`),
    connect('a patch of a page of a Service', 'PATCH', `${core}/shop/services/http:web:80/proxy/admin`),
    connect('the kubelet, through its node', 'GET', `${url.node}/proxy/pods`),
    connect('a command, through the kubelet', 'POST', `${url.node}/proxy/run/shop/web/web?cmd=id`),
    tokenOf('kube-system', 'clusterrole-aggregation-controller'),
    tokenOf('firebreak', 'default'),
    tokenOf('shop', 'default'),
    {
      ...replace('an ephemeral container, as a whole', `${path}/ephemeralcontainers`, {
        ...pod,
        spec: {
          ...(pod['spec'] as object),
          ephemeralContainers: [{ name: 'debug', image: 'envoy:1', targetContainerName: 'web' }],
        },
      }),
    },
    create('an eviction without grace', `${core}/shop/pods/single/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: 'single' },
      deleteOptions: { gracePeriodSeconds: 0 },
    }),
    {
      ...create('a pod bound to a node', `${core}/shop/pods/single/binding`, {
        apiVersion: 'v1',
        kind: 'Binding',
        metadata: { name: 'single' },
        target: { apiVersion: 'v1', kind: 'Node', name: url.node.slice(url.node.lastIndexOf('/') + 1) },
      }),
      untried: true,
    },
  ];
}

const as = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [`impersonate-${name}`, value]));

/** Whoever may impersonate is somebody else to admission: RBAC alone holds this. */
export function inOtherNames({ url }: LiveShop): readonly Attempt[] {
  const paused = { spec: { paused: true } };
  const type = 'application/merge-patch+json';
  const names: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['an administrator', { user: 'admin', group: 'system:masters' }],
    ['a controller', { user: 'system:kube-controller-manager' }],
    ['a node', { user: 'system:node:node-0', group: 'system:nodes' }],
    ['a service account', { user: 'system:serviceaccount:kube-system:generic-garbage-collector' }],
    ['the other identity', { user: 'firebreak-executor' }],
    ['the planner', { user: 'firebreak-planner' }],
    ['itself in a group more', { user: 'firebreak-executor', group: 'system:masters' }],
    ['a uid', { user: 'admin', uid: '0' }],
    ['an extra', { user: 'admin', 'extra-scopes': 'everything' }],
  ];
  return names.map(([name, headers]) => ({
    what: `a pause in the name of ${name}`,
    method: 'PATCH',
    path: url.web,
    type,
    body: paused,
    headers: as(headers),
    untried: true,
    rbacAlone: true,
  }));
}
