type Labels = Readonly<Record<string, string>>;

/** A workload of the namespace in which selectors are changed. */
export interface Tenant {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'Pod';
  readonly name: string;
  /** Workloads of one application may share a Service: a canary and its stable version. */
  readonly application: string;
  readonly labels: Labels;
  /** The named container port. */
  readonly port: readonly [name: string, number: number];
  readonly image: string;
  readonly replicas?: number;
  /** Labels that its template has got while its roll-out is paused, and its pods have not. */
  readonly next?: Labels;
}

const http = ['http', 8080] as const;
const postgres = ['postgres', 5432] as const;

/** Labels shared and differing, canaries, roles of one chart, hand-labelled pods, zero replicas, a paused roll-out. */
export const tenants: readonly Tenant[] = [
  {
    kind: 'Deployment',
    name: 'web',
    application: 'web',
    labels: { app: 'cardboard', component: 'web', track: 'stable' },
    port: http,
    image: 'registry.example/web:1',
    replicas: 2,
  },
  {
    kind: 'Deployment',
    name: 'web-canary',
    application: 'web',
    labels: { app: 'cardboard', component: 'web', track: 'canary' },
    port: http,
    image: 'registry.example/web:2',
  },
  {
    kind: 'Deployment',
    name: 'web-next',
    application: 'web',
    labels: { app: 'cardboard', component: 'web', track: 'next', tier: 'front' },
    port: http,
    image: 'registry.example/web:3',
    replicas: 0,
  },
  {
    kind: 'StatefulSet',
    name: 'postgres',
    application: 'postgres',
    labels: { app: 'cardboard', component: 'database', tier: 'data' },
    port: postgres,
    image: 'registry.example/postgres:1',
  },
  {
    kind: 'StatefulSet',
    name: 'archive',
    application: 'archive',
    labels: { app: 'cardboard', component: 'archive', tier: 'data' },
    port: postgres,
    image: 'registry.example/postgres:1',
    replicas: 0,
  },
  {
    kind: 'Deployment',
    name: 'shop',
    application: 'shop',
    labels: { app: 'shop', component: 'web', track: 'stable', tier: 'front' },
    port: http,
    image: 'registry.example/shop:1',
  },
  {
    kind: 'Deployment',
    name: 'shop-old',
    application: 'shop',
    labels: { app: 'shop', component: 'web', track: 'old' },
    port: http,
    image: 'registry.example/shop:0',
    replicas: 0,
  },
  {
    kind: 'Deployment',
    name: 'moving',
    application: 'moving',
    labels: { app: 'moving', component: 'web', tier: 'front' },
    next: { app: 'moving', component: 'api', tier: 'back' },
    port: http,
    image: 'registry.example/moving:1',
  },
  {
    kind: 'DaemonSet',
    name: 'agent',
    application: 'agent',
    labels: { app: 'agent', tier: 'back' },
    port: ['metrics', 9100],
    image: 'registry.example/agent:1',
  },
  {
    kind: 'Pod',
    name: 'debug',
    application: 'debug',
    labels: { app: 'shop', track: 'debug' },
    port: http,
    image: 'registry.example/debug:1',
  },
];

/** The manifests of all of them; each workload finds its own pods by a label that no other has. */
export function manifests(namespace: string): string {
  return tenants.map((tenant) => JSON.stringify(manifest(tenant, namespace))).join('\n---\n');
}

function manifest(tenant: Tenant, namespace: string): object {
  const { kind, name, labels, image, port, replicas = 1 } = tenant;
  const metadata = { name, namespace };
  const own = { workload: name };
  const ports = [{ name: port[0], containerPort: port[1] }];
  const podSpec = { containers: [{ name: 'app', image, ports }] };
  const template = { metadata: { labels: { ...labels, ...own } }, spec: podSpec };
  const selector = { matchLabels: own };
  switch (kind) {
    case 'Pod':
      return {
        apiVersion: 'v1',
        kind,
        metadata: { ...metadata, labels: template.metadata.labels },
        spec: podSpec,
      };
    case 'DaemonSet':
      return { apiVersion: 'apps/v1', kind, metadata, spec: { selector, template } };
    case 'StatefulSet':
      return {
        apiVersion: 'apps/v1',
        kind,
        metadata,
        spec: { replicas, selector, template, serviceName: 'none' },
      };
    case 'Deployment':
      return { apiVersion: 'apps/v1', kind, metadata, spec: { replicas, selector, template } };
  }
}
