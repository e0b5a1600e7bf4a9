import { z } from 'zod';
import { textAt } from '../domain/fields.ts';
import { groupOf, type KubernetesObject } from '../domain/objects.ts';
import { inNamespace } from './scope.ts';
import {
  type InvalidManifest,
  type Manifest,
  type Manifests,
  type Place,
  UnreadableManifestError,
} from './manifest.ts';
import { type YamlDocument, yamlDocuments } from './yaml-documents.ts';

const texts = z.record(z.string(), z.string()).nullish();
// Names go into people's logs: none may look like a line of its own.
const name = z.string().regex(/^[^\s/%\p{C}]{1,253}$/u, 'not a name');
const objectSchema = z.looseObject({
  apiVersion: z.string().regex(/^[\w.-]+(?:\/[\w.-]+)?$/u, 'not an apiVersion'),
  kind: z.string().regex(/^[A-Za-z][A-Za-z0-9]*$/u, 'not a kind'),
  metadata: z.looseObject({
    name: name.optional(),
    generateName: name.optional(),
    namespace: name.nullish(),
    labels: texts,
    annotations: texts,
  }),
});
const listSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string().endsWith('List'),
  items: z.array(z.looseObject({})),
});

/** Of one file; a cluster's whole state belongs into a dump. */
const mostObjects = 10_000;

/**
 * The manifests of one file's text: several documents, Lists of them, YAML or JSON. `namespace` is that of objects that
 * name none. What Firebreak and kustomize keep beside manifests is passed over: nobody applies it, and the policies of
 * a change have no say about it. Throws `UnreadableManifestError`.
 */
export function parseManifests(text: string, file: string, namespace: string): Manifests {
  const entries = yamlDocuments(text, file).flatMap((document) => entriesOf(document, [], document.value));
  const tooMany = entries[mostObjects];
  if (tooMany !== undefined) {
    throw new UnreadableManifestError({ file, line: tooMany.line }, `more than ${mostObjects} objects`);
  }
  const read = entries
    .filter(({ value }) => !isForTools(value))
    .map(({ value, line }) => readOne(value, { file, line }, namespace));
  return {
    valid: read.filter((entry): entry is Manifest => !('problem' in entry)),
    invalid: read.filter((entry): entry is InvalidManifest => 'problem' in entry),
  };
}

interface Entry {
  readonly value: unknown;
  readonly line: number;
}

/** The items of typed lists may carry neither kind nor apiVersion. */
function entriesOf(
  document: YamlDocument,
  path: readonly (string | number)[],
  value: unknown,
): readonly Entry[] {
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown, index) => entriesOf(document, [...path, index], item));
  }
  const list = listSchema.safeParse(value);
  if (!list.success) return [{ value, line: document.lineOf(path) }];
  const { apiVersion, kind, items } = list.data;
  const type = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.flatMap((item, index) => entriesOf(document, [...path, 'items', index], { ...type, ...item }));
}

const toolGroups: ReadonlySet<string> = new Set(['firebreak.dev', 'kustomize.config.k8s.io']);

function isForTools(value: unknown): boolean {
  const apiVersion = textAt(value, 'apiVersion');
  if (apiVersion !== undefined) return toolGroups.has(groupOf(apiVersion));
  return textAt(value, '$schema') !== undefined && textAt(value, 'kind') === undefined;
}

function readOne(value: unknown, place: Place, namespace: string): Manifest | InvalidManifest {
  const parsed = objectSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue?.path.map(String).join('.') ?? '';
    const problem = `not a Kubernetes object: ${where === '' ? '' : `${where}: `}${issue?.message ?? ''}`;
    return { object: null, place, problem };
  }
  const { metadata } = parsed.data;
  const name = metadata.name ?? metadata.generateName;
  if (name === undefined) {
    return { object: null, place, problem: `a ${parsed.data.kind} without metadata.name` };
  }
  // Templates leave `labels:` and the like empty, which the API server drops.
  const given = Object.entries(metadata).filter(([, entry]) => entry !== null);
  const object = { ...parsed.data, metadata: { ...Object.fromEntries(given), name } } as KubernetesObject;
  return { object: inNamespace(object, namespace), place };
}
