import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { KubernetesObject } from '../../domain/objects.ts';
import { yamlHazard } from '../../domain/yaml-hazard.ts';

const listSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string().endsWith('List'),
  items: z.array(z.looseObject({})),
});

const texts = z.record(z.string(), z.string()).nullish();
const ownerSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  name: z.string(),
  uid: z.string().default(''),
});
const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string().nullish(),
    uid: z.string().nullish(),
    labels: texts,
    annotations: texts,
    ownerReferences: z.array(ownerSchema).nullish(),
  }),
});

/**
 * The Kubernetes objects in one file's text: objects, Lists of them, several YAML documents. Throws where the text is
 * neither JSON nor YAML; what is no Kubernetes object is left out, and so are Secrets, whose values nobody may read.
 */
export function parseObjects(text: string, format: 'json' | 'yaml'): readonly KubernetesObject[] {
  return documents(text, format)
    .flatMap(unlist)
    .flatMap((value) => {
      const parsed = objectSchema.safeParse(value);
      return parsed.success && parsed.data.kind !== 'Secret' ? [withoutNulls(parsed.data)] : [];
    });
}

function documents(text: string, format: 'json' | 'yaml'): readonly unknown[] {
  if (format === 'json') return [JSON.parse(text)];
  const hazard = yamlHazard(text);
  if (hazard !== undefined) throw new SyntaxError(hazard);
  return parseAllDocuments(text, { logLevel: 'error' }).map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    return document.toJS() as unknown;
  });
}

/** Templates leave `labels:` and the like empty, which the API server would have dropped. */
function withoutNulls(object: z.infer<typeof objectSchema>): KubernetesObject {
  const metadata = Object.entries(object.metadata).filter(([, value]) => value !== null);
  return { ...object, metadata: Object.fromEntries(metadata) as unknown as KubernetesObject['metadata'] };
}

/** The items of typed lists, as `kubectl cluster-info dump` writes them, carry neither kind nor apiVersion. */
function unlist(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(unlist);
  const list = listSchema.safeParse(value);
  if (!list.success) return [value];
  const { apiVersion, kind, items } = list.data;
  const type = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.flatMap((item) => unlist({ ...type, ...item }));
}
