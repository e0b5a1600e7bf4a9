import { LineCounter, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { type KubernetesObject, type ObjectRef, refOf } from '../../domain/objects.ts';
import type { Verdict } from '../../domain/verdict.ts';
import { yamlHazard } from '../../domain/yaml-hazard.ts';
import { kubectlYaml } from '../../manifests/yaml-documents.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';
import { judgeTemplate } from './judge-template.ts';
import type { Level, LevelVersion } from './level.ts';
import { InvalidPodError } from './pod.ts';

/** One document and what Pod Security says of it; `object` is null where the document names none. */
export interface PodDocumentResult {
  readonly object: ObjectRef | null;
  readonly outcome: 'pass' | 'refuse';
  readonly verdicts: readonly Verdict[];
}

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z
    .looseObject({
      name: z.string().optional(),
      generateName: z.string().optional(),
      namespace: z.string().nullish(),
    })
    .default({}),
});
const listSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string().endsWith('List'),
  items: z.array(z.unknown()),
});

/**
 * Judges every document of a YAML or JSON text by one level of the Pod Security Standards, in order; Lists are
 * taken apart. What cannot be judged is a refusal of its own (`action.invalid`) and costs the others nothing.
 */
export function checkPodDocuments(
  text: string,
  fileName: string,
  level: Level,
  version: LevelVersion,
): readonly PodDocumentResult[] {
  const hazard = yamlHazard(text);
  if (hazard !== undefined) return [invalid(null, `${fileName}: ${hazard}`)];
  const lineCounter = new LineCounter();
  return parseAllDocuments(text, { ...kubectlYaml, lineCounter }).flatMap((document) => {
    const problem = document.errors[0];
    if (problem !== undefined) {
      const { line } = lineCounter.linePos(problem.pos[0]);
      return [invalid(null, `${fileName}:${line}: ${problem.message}`)];
    }
    const value = valueOf(document);
    if (value instanceof Error) return [invalid(null, `${fileName}: ${value.message}`)];
    if (value === null || value === undefined) return [];
    return itemsOf(value).map((item) => checkOne(item, fileName, level, version));
  });
}

/** Aliases without an anchor, or too many of them, show only here. */
function valueOf(document: { toJS(): unknown }): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    return cause instanceof Error ? cause : new Error(String(cause));
  }
}

function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap(itemsOf);
  const list = listSchema.safeParse(value);
  if (!list.success) return [value];
  const { apiVersion, kind, items } = list.data;
  // The items of typed lists may carry neither kind nor apiVersion.
  const type = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.flatMap((item) => itemsOf(isMap(item) ? { ...type, ...item } : item));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function checkOne(value: unknown, fileName: string, level: Level, version: LevelVersion): PodDocumentResult {
  const parsed = objectSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const place = issue?.path.join('.') ?? '';
    return invalid(null, `${fileName}: not a Kubernetes object: ${place} ${issue?.message ?? ''}`.trim());
  }
  const { metadata } = parsed.data;
  // Templates leave `namespace:` and the like empty, which the API server drops.
  const given = Object.entries(metadata).filter(([, entry]) => entry !== null);
  const name = metadata.name ?? metadata.generateName ?? '';
  const object = { ...parsed.data, metadata: { ...Object.fromEntries(given), name } } as KubernetesObject;
  if (podTemplateOf(object) === undefined) {
    return invalid(refOf(object), `${fileName}: a ${object.kind} without a pod template`);
  }
  try {
    const verdict: Verdict = {
      layer: 'pod-security',
      ...judgeTemplate(undefined, object, { level, version }),
    };
    const outcome = verdict.outcome === 'pass' ? 'pass' : 'refuse';
    return { object: refOf(object), outcome, verdicts: [verdict] };
  } catch (cause) {
    if (!(cause instanceof InvalidPodError)) throw cause;
    return invalid(refOf(object), `${fileName}: ${cause.message}`);
  }
}

function invalid(object: ObjectRef | null, message: string): PodDocumentResult {
  const verdict: Verdict = { layer: 'pod-security', outcome: 'refuse', reason: 'action.invalid', message };
  return { object, outcome: 'refuse', verdicts: [verdict] };
}
