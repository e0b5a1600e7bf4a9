import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { expectOk, type KubeRequest } from './kube-request.ts';

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});
export type KubeObject = z.infer<typeof objectSchema>;

const resourcesSchema = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});

export function readObjects(yaml: string): KubeObject[] {
  return parseAllDocuments(yaml)
    .map((document): unknown => document.toJS())
    .filter((value) => value !== null && value !== undefined)
    .map((value) => objectSchema.parse(value));
}

function apiRoot(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

async function pathOf(request: KubeRequest, object: KubeObject): Promise<string> {
  const root = apiRoot(object.apiVersion);
  const { resources } = resourcesSchema.parse(await expectOk(request('GET', root), root));
  const resource = resources.find(({ kind, name }) => kind === object.kind && !name.includes('/'));
  if (resource === undefined) throw new Error(`${object.apiVersion} has no kind ${object.kind}`);
  const namespace = object.metadata.namespace ?? 'default';
  const scope = resource.namespaced ? `/namespaces/${namespace}` : '';
  return `${root}${scope}/${resource.name}/${object.metadata.name}`;
}

/** Server-side apply of each object in turn, as `kubectl apply --server-side --force-conflicts` does. */
export async function applyObjects(request: KubeRequest, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects) {
    const path = `${await pathOf(request, object)}?fieldManager=test-fixture&force=true&fieldValidation=Strict`;
    await expectOk(
      request('PATCH', path, { body: object, contentType: 'application/apply-patch+yaml' }),
      `apply ${object.kind} ${object.metadata.name}`,
    );
  }
}
