import { type Document, isMap, isNode, isSeq, parseDocument } from 'yaml';
import { z } from 'zod';
import { catalogue } from '../actions/catalogue.ts';
import { yamlHazard } from '../domain/yaml-hazard.ts';
import type { Runbook, RunbookFinding } from './runbook.ts';
import { taxonomy } from './taxonomy.ts';

const most = { alerts: 60, causes: 60, actions: 10, kubectl: 10 } as const;

const actionNames: ReadonlySet<string> = new Set(catalogue.map(({ name }) => name));

const headSchema = z.strictObject({
  apiVersion: z.literal('firebreak.dev/v1'),
  kind: z.literal('Runbook'),
  title: z.string().min(1).max(120),
  alerts: z.array(z.string().min(1)).max(most.alerts).default([]),
  causes: z
    .array(z.string().refine((code) => Object.hasOwn(taxonomy, code), 'is no cause: see docs/causes.md'))
    .max(most.causes)
    .default([]),
  actions: z
    .array(z.string().refine((name) => actionNames.has(name), 'is no action: see docs/actions.md'))
    .max(most.actions)
    .default([]),
  kubectl: z.array(z.string().min(1).max(500)).max(most.kubectl).default([]),
});

export type RunbookHead = Pick<Runbook, 'title' | 'alerts' | 'causes' | 'actions' | 'kubectl'>;

/** A head that can be used, with the line of every value in the file; or what is wrong with it. */
export type ReadHead =
  | { readonly head: RunbookHead; readonly lineOf: (path: readonly PropertyKey[]) => number }
  | { readonly findings: readonly RunbookFinding[] };

/** Reads the YAML between the two `---` lines of a runbook; the first of them is line 1 of the file. */
export function readRunbookHead(yaml: string, file: string): ReadHead {
  const hazard = yamlHazard(yaml);
  if (hazard !== undefined) {
    return { findings: [{ file, line: 2, message: hazard, mend: 'mend the YAML of the head' }] };
  }
  const document = parseDocument(yaml, { logLevel: 'error' });
  if (document.errors.length > 0) {
    const findings = document.errors.map(({ linePos, message }) => ({
      file,
      line: (linePos?.[0].line ?? 1) + 1,
      // The place that the parser tells counts from the head's first line, not the file's.
      message: (message.split('\n')[0] ?? 'not YAML').replace(/ at line \d+, column \d+:?$/u, ''),
      mend: 'mend the YAML of the head',
    }));
    return { findings };
  }
  const lineOf = (path: readonly PropertyKey[]): number => lineIn(document, yaml, path);
  const checked = headSchema.safeParse(valueOf(document));
  if (checked.success) {
    const { title, alerts, causes, actions, kubectl } = checked.data;
    return { head: { title, alerts, causes, actions, kubectl }, lineOf };
  }
  const findings = checked.error.issues.map(({ path, message }) => ({
    file,
    line: lineOf(path),
    message: `${path.map(String).join('.') || 'head'}: ${message}`,
    mend: 'docs/runbooks.md shows a head',
  }));
  return { findings };
}

/** The value, or nothing where an alias leads nowhere or to too much: then no head is there. */
function valueOf(document: Document): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    if (cause instanceof ReferenceError) return undefined;
    throw cause;
  }
}

/** The line in the file of what lies deepest on the path. */
function lineIn(document: Document, yaml: string, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const key of path) {
    if (isMap(node)) {
      const pair = node.items.find((item) => String(item.key) === String(key));
      if (pair === undefined) break;
      offset = offsetOf(pair.key) ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(key)];
      offset = offsetOf(node) ?? offset;
    }
  }
  return yaml.slice(0, offset).split('\n').length + 1;
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}
