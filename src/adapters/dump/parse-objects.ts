import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import type { KubernetesObject } from '../../domain/objects.ts';
import { messageOf } from '../../domain/message-of.ts';
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

/** YAML that people wrote leaves numbers and booleans unquoted, which the API server would have refused. */
const looseTexts = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String))
  .nullish();
const looseSchema = objectSchema.extend({
  metadata: objectSchema.shape.metadata.extend({ labels: looseTexts, annotations: looseTexts }),
});

/** What one file holds. */
export interface ParsedFile {
  readonly objects: readonly KubernetesObject[];
  /** What of it could not be read, in words. */
  readonly problem?: string;
}

/**
 * The Kubernetes objects in one file's text: objects, Lists of them, several documents, and those before the end of a
 * file that was cut. Throws where nothing of the text is JSON or YAML; what is no Kubernetes object is left out, and so
 * are Secrets, whose values nobody may read.
 */
export function parseFile(text: string, format: 'json' | 'yaml'): ParsedFile {
  const { documents, problem } = format === 'json' ? jsonDocuments(text) : yamlDocuments(text);
  const objects = documents.flatMap(unlist).flatMap((value) => {
    const parsed = objectSchema.safeParse(value);
    const read = parsed.success ? parsed : looseSchema.safeParse(value);
    return read.success && read.data.kind !== 'Secret' ? [asCore(withoutNulls(read.data))] : [];
  });
  return { objects, ...(problem === undefined ? {} : { problem }) };
}

/** The same of a text that has to be whole. */
export function parseObjects(text: string, format: 'json' | 'yaml'): readonly KubernetesObject[] {
  const { objects, problem } = parseFile(text, format);
  if (problem !== undefined) throw new SyntaxError(problem);
  return objects;
}

interface Documents {
  readonly documents: readonly unknown[];
  readonly problem?: string;
}

/** One document, or one a line as `jq -c` writes them. */
function jsonDocuments(text: string): Documents {
  try {
    return { documents: [JSON.parse(text)] };
  } catch (cause) {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length < 2 || !/^\s*\{.*\}\s*$/u.test(lines[0] ?? '')) throw new SyntaxError(notJson(cause));
    const documents: unknown[] = [];
    for (const [index, line] of lines.entries()) {
      try {
        documents.push(JSON.parse(line));
      } catch {
        return { documents, problem: `not JSON from line ${index + 1} on` };
      }
    }
    return { documents };
  }
}

/** V8 quotes what it stumbles over, which may be anything: only the place is said. */
function notJson(cause: unknown): string {
  const place = /at position \d+/u.exec(messageOf(cause))?.[0];
  return place === undefined ? 'not JSON, or cut off' : `not JSON ${place}`;
}

function yamlDocuments(text: string): Documents {
  const hazard = yamlHazard(text);
  if (hazard !== undefined) throw new SyntaxError(hazard);
  const parsed = parseAllDocuments(text, { logLevel: 'error' });
  const [error] = parsed.flatMap(({ errors }) => errors);
  const whole = parsed.filter(({ errors }) => errors.length === 0);
  if (error !== undefined && whole.length === 0) throw error;
  const documents = whole.map((document) => document.toJS() as unknown);
  return error === undefined
    ? { documents }
    : { documents, problem: `${parsed.length - whole.length} of ${parsed.length} documents are not YAML` };
}

/**
 * Events of `events.k8s.io/v1` are the core ones in other words.
 * https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
function asCore(object: KubernetesObject): KubernetesObject {
  if (object.kind !== 'Event' || !object.apiVersion.startsWith('events.k8s.io/')) return object;
  const {
    regarding: involvedObject,
    note: message,
    deprecatedCount: count,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    ...rest
  } = object;
  return { ...rest, apiVersion: 'v1', involvedObject, message, count, firstTimestamp, lastTimestamp };
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
