import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import type { ControlPlaneFiles } from './control-plane-files.ts';
import { expectOk, type KubeRequest, kubeRequester } from './kube-request.ts';
import { waitFor } from './wait.ts';

const nodesSchema = z.object({
  items: z.array(
    z.looseObject({
      spec: z.looseObject({ taints: z.array(z.unknown()).optional() }),
      status: z.looseObject({
        conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
      }),
    }),
  ),
});

export async function serverReady(
  url: string,
  files: ControlPlaneFiles,
  stillPossible: () => void,
): Promise<void> {
  const probe = async (): Promise<boolean> => {
    if (!existsSync(files.caFile)) return false;
    const request = kubeRequester(url, readFileSync(files.caFile, 'utf8'), files.componentsToken);
    return (await request('GET', '/readyz')).status === 200;
  };
  await waitFor(probe, { what: `the API server at ${url}`, timeoutMs: 60_000, stillPossible });
}

export async function createNodes(request: KubeRequest, count: number): Promise<void> {
  const resources = { cpu: '8', memory: '32Gi', 'ephemeral-storage': '100Gi', pods: '110' };
  const nodes = Array.from({ length: count }, (_, index) => `node-${index + 1}`).map((name) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/os': 'linux',
      },
    },
    status: { allocatable: resources, capacity: resources, nodeInfo: { kubeletVersion: 'v1.36.3' } },
  }));
  for (const node of nodes) {
    await expectOk(request('POST', '/api/v1/nodes', { body: node }), `create ${node.metadata.name}`);
  }
}

async function nodesReady(request: KubeRequest): Promise<boolean> {
  const { items } = nodesSchema.parse(await expectOk(request('GET', '/api/v1/nodes'), 'list nodes'));
  return items.every(
    ({ spec, status }) =>
      (spec.taints ?? []).length === 0 &&
      (status.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True'),
  );
}

/** Pods can be made and placed: the nodes are ready and the controllers gave the default namespace its service account. */
export async function clusterUsable(request: KubeRequest, stillPossible: () => void): Promise<void> {
  const options = { timeoutMs: 60_000, stillPossible };
  await waitFor(
    async () => (await request('GET', '/api/v1/namespaces/default/serviceaccounts/default')).status === 200,
    { what: 'the default service account', ...options },
  );
  await waitFor(() => nodesReady(request), { what: 'the nodes to be ready', ...options });
}
