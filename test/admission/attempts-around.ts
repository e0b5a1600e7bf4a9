import { markerAnnotation } from '../../src/actions/marked-patch.ts';
import { type Attempt, containerOf, create, type LiveShop, mark, merge } from './requests.ts';

const apps = '/apis/apps/v1/namespaces';
const batch = '/apis/batch/v1/namespaces';
const core = '/api/v1/namespaces';

/** The same image by every way to change an object. */
export function wholeObjects({ web, url }: LiveShop): readonly Attempt[] {
  const image = 'evil.example/miner:1';
  const at = '/spec/template/spec/containers/0/image';
  const path = url.web;
  const apply = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: mark({}), ...containerOf({ image }) };
  return [
    {
      what: 'a JSON Patch',
      method: 'PATCH',
      path,
      type: 'application/json-patch+json',
      body: [
        { op: 'add', path: '/metadata/annotations/firebreak.dev~1action', value: 'prp_1.1' },
        { op: 'replace', path: at, value: image },
      ],
    },
    merge('a merge patch', path, { metadata: mark({}), spec: { replicas: 3, minReadySeconds: 9 } }),
    {
      what: 'a server-side apply',
      method: 'PATCH',
      path: `${path}?fieldManager=x&force=true`,
      type: 'application/apply-patch+yaml',
      body: apply,
    },
    {
      what: 'a server-side apply of something new',
      method: 'PATCH',
      path: `${path}-2?fieldManager=x`,
      type: 'application/apply-patch+yaml',
      body: { ...apply, metadata: mark({ name: 'web-2' }), spec: { ...(web['spec'] as object) } },
    },
    {
      what: 'a replacement',
      method: 'PUT',
      path,
      body: { ...web, metadata: { ...web.metadata, annotations: { [markerAnnotation]: 'prp_1.1' } } },
    },
  ];
}

/** What lies beside and below an object. */
export function subresources({ pod, url }: LiveShop): readonly Attempt[] {
  const podPath = `${core}/shop/pods/${pod.metadata.name}`;
  const connect = (what: string, path: string): Attempt => ({ what, method: 'POST', path, untried: true });
  return [
    merge('scale', `${url.web}/scale`, { spec: { replicas: 3 } }),
    merge('scale of a StatefulSet', `${apps}/shop/statefulsets/db/scale`, { spec: { replicas: 0 } }),
    merge('status of a Deployment', `${url.web}/status`, { metadata: mark({}), status: { replicas: 9 } }),
    merge('status of a CronJob', `${batch}/shop/cronjobs/nightly/status`, {
      metadata: mark({}),
      status: { lastScheduleTime: '2026-01-01T00:00:00Z' },
    }),
    merge('status of a pod', `${podPath}/status`, { status: { message: 'x' } }),
    merge('status of a Service', `${core}/shop/services/web/status`, {
      metadata: mark({ labels: { x: 'y' } }),
    }),
    merge('status of a Namespace', `${core}/shop/status`, { metadata: mark({ labels: { x: 'y' } }) }),
    create('an eviction', `${podPath}/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: pod.metadata.name },
    }),
    {
      what: 'an ephemeral container',
      method: 'PATCH',
      path: `${podPath}/ephemeralcontainers`,
      type: 'application/strategic-merge-patch+json',
      body: { spec: { ephemeralContainers: [{ name: 'debug', image: 'envoy:1' }] } },
    },
    {
      what: 'a resize',
      // kwok's nodes do not resize, which is said before any admission policy is asked.
      untried: true,
      rbacAlone: true,
      method: 'PATCH',
      path: `${podPath}/resize`,
      type: 'application/strategic-merge-patch+json',
      body: { spec: {} },
    },
    create('a token', `${core}/shop/serviceaccounts/builder/token`, {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { audiences: [] },
    }),
    connect('exec', `${podPath}/exec?command=sh&container=web`),
    connect('attach', `${podPath}/attach?container=web`),
    connect('port-forward', `${podPath}/portforward?ports=80`),
    connect('the proxy of a pod', `${podPath}/proxy/`),
    connect('the proxy of a Service', `${core}/shop/services/web/proxy/`),
    connect('the proxy of a node', `${url.node}/proxy/exec/shop/web/web`),
  ];
}
