import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ControlPlane } from '../parts/control-plane.ts';
import { expectOk } from '../parts/kube-request.ts';
import { waitFor } from '../parts/wait.ts';

const items = z.array(z.looseObject({ key: z.string(), path: z.string() }));
const source = z.looseObject({
  serviceAccountToken: z.looseObject({ path: z.string(), expirationSeconds: z.number() }).optional(),
  configMap: z.looseObject({ name: z.string(), items: items.optional() }).optional(),
  secret: z.looseObject({ name: z.string(), items }).optional(),
});
const podSchema = z.looseObject({
  metadata: z.looseObject({ name: z.string(), namespace: z.string(), uid: z.string() }),
  spec: z.looseObject({
    serviceAccountName: z.string(),
    containers: z.array(
      z.looseObject({
        args: z.array(z.string()),
        env: z.array(
          z.looseObject({
            name: z.string(),
            value: z.string().optional(),
            valueFrom: z.unknown().optional(),
          }),
        ),
        volumeMounts: z.array(z.looseObject({ name: z.string(), mountPath: z.string() })),
      }),
    ),
    volumes: z.array(
      z.looseObject({
        name: z.string(),
        configMap: z.looseObject({ name: z.string() }).optional(),
        secret: z.looseObject({ secretName: z.string(), items }).optional(),
        persistentVolumeClaim: z.looseObject({ claimName: z.string() }).optional(),
        projected: z.looseObject({ sources: z.array(source) }).optional(),
      }),
    ),
  }),
});
type Pod = z.infer<typeof podSchema>;
type Volume = Pod['spec']['volumes'][number];

const podsSchema = z.object({ items: z.array(z.unknown()) });
const dataSchema = z.looseObject({ data: z.record(z.string(), z.string()) });
const tokenSchema = z.looseObject({ status: z.looseObject({ token: z.string() }) });

/** What the pod's container would be started with, with its mounts in a folder of this machine. */
export interface PodSurroundings {
  readonly pod: string;
  readonly environment: Readonly<Record<string, string>>;
  /** A text of the container's, such as a path, as it has to be here. */
  readonly local: (text: string) => string;
}

type Files = Readonly<Record<string, string>>;

/** The one pod that a selector finds, once the others are gone; undefined where there is none. */
export async function podOf(
  cluster: ControlPlane,
  namespace: string,
  selector: string,
): Promise<Pod | undefined> {
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`;
  const { found } = await waitFor(
    async () => {
      const pods = podsSchema.parse((await cluster.request('GET', path)).json).items;
      return pods.length <= 1 ? { found: pods[0] } : undefined;
    },
    { what: `at most one pod of ${selector} in ${namespace}` },
  );
  return found === undefined ? undefined : podSchema.parse(found);
}

/**
 * Does a kubelet's work for one pod of ours, since nodes here run no containers: fills its volumes from the objects and
 * the tokens of the API server, and gives the environment of its container. `claims` holds a folder a volume claim.
 */
export async function surroundingsOf(
  cluster: ControlPlane,
  pod: Pod,
  claims: string,
): Promise<PodSurroundings> {
  const root = mkdtempSync(join(tmpdir(), 'firebreak-pod-'));
  const [container] = pod.spec.containers;
  if (container === undefined) throw new Error('the pod has no container');
  const mounts = container.volumeMounts.filter(({ mountPath }) => mountPath !== '/tmp');
  const claimed = new Map(
    pod.spec.volumes.flatMap(({ name, persistentVolumeClaim: claim }) =>
      claim === undefined ? [] : [[name, join(claims, claim.claimName)] as const],
    ),
  );
  const folders = new Map(
    mounts.map(({ name, mountPath }) => [mountPath, claimed.get(name) ?? join(root, mountPath)] as const),
  );
  const path = (mountPath: string) => folders.get(mountPath) ?? join(root, mountPath);
  const local = (text: string) =>
    mounts
      .reduce(
        (result, { mountPath }) =>
          result.replaceAll(new RegExp(`(?<![\\w.])${mountPath}(?![\\w.])`, 'gu'), path(mountPath)),
        text,
      )
      .replaceAll('https://kubernetes.default.svc', cluster.url);
  for (const { name, mountPath } of mounts) {
    mkdirSync(path(mountPath), { recursive: true });
    const volume = pod.spec.volumes.find((each) => each.name === name);
    if (volume === undefined) throw new Error(`there is no volume ${name}`);
    const files = Object.entries(await filesOf(cluster, pod, volume));
    if (files.length > 0)
      mount(
        path(mountPath),
        files.map(([file, text]) => [file, local(text)] as const),
      );
  }
  const environment = Object.fromEntries(
    container.env.map(({ name, value }) => [
      name,
      value === undefined ? pod.metadata.namespace : local(value),
    ]),
  );
  return { pod: pod.metadata.name, environment, local };
}

/** As a kubelet lays a volume out: the files under a hidden name, and links to them. */
function mount(folder: string, files: readonly (readonly [string, string])[]): void {
  const hidden = '..2026_01_01_00_00_00.1';
  mkdirSync(join(folder, hidden));
  symlinkSync(hidden, join(folder, '..data'));
  for (const [file, text] of files) {
    writeFileSync(join(folder, hidden, file), text, { mode: 0o440 });
    symlinkSync(join('..data', file), join(folder, file));
  }
}

async function filesOf(cluster: ControlPlane, pod: Pod, volume: Volume): Promise<Files> {
  const { namespace } = pod.metadata;
  if (volume.configMap !== undefined) return configMap(cluster, namespace, volume.configMap.name);
  if (volume.secret !== undefined) {
    return picked(
      await secret(cluster, namespace, volume.secret.secretName, volume.secret.items),
      volume.secret.items,
    );
  }
  const parts = (volume.projected?.sources ?? []).map(
    async ({ serviceAccountToken: token, configMap: map, secret: reference }): Promise<Files> => {
      if (token !== undefined)
        return { [token.path]: await boundToken(cluster, pod, token.expirationSeconds) };
      if (map !== undefined) return picked(await configMap(cluster, namespace, map.name), map.items ?? []);
      if (reference === undefined) return {};
      return picked(await secret(cluster, namespace, reference.name, reference.items), reference.items);
    },
  );
  return Object.assign({}, ...(await Promise.all(parts))) as Files;
}

function picked(files: Files, wanted: z.infer<typeof items>): Files {
  return Object.fromEntries(wanted.map(({ key, path }) => [path, files[key] ?? '']));
}

async function configMap(cluster: ControlPlane, namespace: string, name: string): Promise<Files> {
  const path = `/api/v1/namespaces/${namespace}/configmaps/${name}`;
  return waitFor(async () => dataSchema.parse(await expectOk(cluster.request('GET', path), path)).data, {
    what: `ConfigMap ${name}`,
  });
}

/** As a kubelet does, waits until the keys are there. */
async function secret(
  cluster: ControlPlane,
  namespace: string,
  name: string,
  wanted: z.infer<typeof items>,
): Promise<Files> {
  const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
  const data = await waitFor(
    async () => {
      const parsed = dataSchema.parse(await expectOk(cluster.request('GET', path), path));
      return wanted.every(({ key }) => Object.hasOwn(parsed.data, key)) ? parsed.data : undefined;
    },
    { what: `Secret ${name}` },
  );
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
}

/** https://kubernetes.io/docs/reference/kubernetes-api/authentication-resources/token-request-v1/ */
async function boundToken(cluster: ControlPlane, pod: Pod, expirationSeconds: number): Promise<string> {
  const { name, namespace, uid } = pod.metadata;
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${pod.spec.serviceAccountName}/token`;
  const body = {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds, boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid } },
  };
  return tokenSchema.parse(await expectOk(cluster.request('POST', path, { body }), path)).status.token;
}
