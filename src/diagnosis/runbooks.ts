import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMap, parseDocument } from 'yaml';
import { z } from 'zod';
import { taxonomy } from './taxonomy.ts';

const sections = ['Meaning', 'Impact', 'Diagnosis', 'Mitigation'] as const;
type Section = (typeof sections)[number];

/** What people have written down about an alert or a cause. */
export interface Runbook {
  /** Relative to the folder, such as `failed-jobs.md`. */
  readonly file: string;
  readonly title: string;
  readonly alerts: readonly string[];
  readonly causes: readonly string[];
  readonly sections: Readonly<Record<Section, string>>;
}

const headSchema = z.strictObject({
  apiVersion: z.literal('firebreak.dev/v1'),
  kind: z.literal('Runbook'),
  title: z.string().min(1),
  alerts: z.array(z.string().min(1)).default([]),
  causes: z
    .array(z.string().refine((code) => Object.hasOwn(taxonomy, code), 'is no cause: see docs/causes.md'))
    .default([]),
});

/** The folder that comes with the package; it lies at the top, so the path is the same from src and from dist. */
export const packagedRunbooks = fileURLToPath(new URL('../../runbooks', import.meta.url));

/** Every mistake in a folder of runbooks: file, line, what is wrong and what would mend it. */
export class RunbookError extends Error {
  override readonly name = 'RunbookError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Reads every `*.md` below the folder. Throws `RunbookError` with all mistakes at once. */
export function loadRunbooks(folder: string = packagedRunbooks): readonly Runbook[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .sort();
  const parsed = files.map((file) => parseRunbook(readFileSync(join(folder, file), 'utf8'), file));
  const problems = parsed.flatMap((result) => ('problems' in result ? result.problems : []));
  if (problems.length > 0) throw new RunbookError(problems);
  return parsed.flatMap((result) => ('runbook' in result ? [result.runbook] : []));
}

/** The runbooks for an incident: those for its best cause first, then those for its alerts' names. */
export function chooseRunbooks(
  runbooks: readonly Runbook[],
  about: { readonly causes: readonly string[]; readonly alertNames: readonly string[] },
): readonly Runbook[] {
  const byCause = about.causes.flatMap((cause) => runbooks.filter(({ causes }) => causes.includes(cause)));
  const byAlert = runbooks.filter(({ alerts }) => alerts.some((name) => about.alertNames.includes(name)));
  return [...new Set([...byCause, ...byAlert])];
}

type Parsed = { readonly runbook: Runbook } | { readonly problems: readonly string[] };

/** Reads one runbook; `file` is what messages call it. */
export function parseRunbook(text: string, file: string): Parsed {
  const match = /^---\r?\n(?<head>[\s\S]*?)\r?\n---\r?\n(?<body>[\s\S]*)$/u.exec(text);
  const { head, body } = match?.groups ?? {};
  if (head === undefined || body === undefined) {
    return {
      problems: [`${file}:1: no YAML head: begin the file with a line "---", the head, and another "---"`],
    };
  }
  const checked = checkHead(head, file);
  const found = sectionsOf(body);
  const missing = sections
    .filter((section) => (found.get(section) ?? '') === '')
    .map(
      (section) =>
        `${file}:${lineOf(text, body)}: no text under "## ${section}": add it, or say why there is none`,
    );
  if ('problems' in checked || missing.length > 0) {
    return { problems: [...('problems' in checked ? checked.problems : []), ...missing] };
  }
  const texts = Object.fromEntries(sections.map((section) => [section, found.get(section) ?? '']));
  return { runbook: Object.freeze({ file, ...checked.head, sections: texts as Record<Section, string> }) };
}

function checkHead(
  head: string,
  file: string,
):
  | { readonly head: Pick<Runbook, 'title' | 'alerts' | 'causes'> }
  | { readonly problems: readonly string[] } {
  const document = parseDocument(head);
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      ({ linePos, message }) => `${file}:${(linePos?.[0].line ?? 1) + 1}: ${message.split('\n')[0] ?? ''}`,
    );
    return { problems };
  }
  const checked = headSchema.safeParse(document.toJS());
  if (checked.success) {
    const { title, alerts, causes } = checked.data;
    return { head: { title, alerts, causes } };
  }
  const problems = checked.error.issues.map(({ path, message }) => {
    const [key] = path;
    const node =
      isMap(document.contents) && key !== undefined
        ? document.contents.items.find((pair) => String(pair.key) === String(key))
        : undefined;
    const offset = (node?.key as { readonly range?: readonly number[] } | undefined)?.range?.[0] ?? 0;
    const line = head.slice(0, offset).split('\n').length + 1;
    return `${file}:${line}: ${path.join('.') || 'head'}: ${message}`;
  });
  return { problems };
}

function sectionsOf(body: string): ReadonlyMap<string, string> {
  const parts = body.split(/^## +/mu).slice(1);
  return new Map(
    parts.map((part) => {
      const [title = '', ...rest] = part.split('\n');
      return [title.trim(), rest.join('\n').trim()] as const;
    }),
  );
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.length - part.length).split('\n').length;
}
