import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findingText, type Runbook } from './runbook.ts';
import { type ParsedRunbook, parseRunbook, type RunbookText } from './runbook-parse.ts';

/** The folder that comes with the package; it lies at the top, so the path is the same from src and from dist. */
export const packagedRunbooks = fileURLToPath(new URL('../../runbooks', import.meta.url));

/** Every mistake in a folder of runbooks: file, line, what is wrong and what would mend it. */
export class RunbookError extends Error {
  override readonly name = 'RunbookError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('\n'), options);
    this.problems = problems;
  }
}

/**
 * The packaged runbooks, and before them those of a folder: one of the same name takes the place of the packaged one.
 * Throws `RunbookError` with all mistakes at once.
 */
export function loadRunbooks(folder?: string): readonly Runbook[] {
  const own = folder === undefined ? [] : loadFolder(folder);
  const names = new Set(own.map(({ file }) => file));
  return [...own, ...loadFolder(packagedRunbooks).filter(({ file }) => !names.has(file))];
}

function loadFolder(folder: string): readonly Runbook[] {
  const parsed = readRunbooks(folder);
  const findings = parsed.flatMap((result) => ('findings' in result ? result.findings : []));
  if (findings.length > 0) throw new RunbookError(findings.map(findingText));
  return parsed.flatMap((result) => ('runbook' in result ? [result.runbook] : []));
}

/** Reads every runbook below the folder, in the order of their names. Throws `RunbookError` where it cannot be read. */
export function readRunbooks(folder: string): readonly ParsedRunbook[] {
  const packaged = folder === packagedRunbooks;
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(isRunbook)
      .sort()
      .map((file) => parseRunbook(readFileSync(join(folder, file), 'utf8'), file, packaged));
  } catch (cause) {
    throw new RunbookError([`${folder}: cannot be read; name a folder of *.md files`], { cause });
  }
}

/** Every `*.md` but README.md; a mounted ConfigMap holds its files once more under hidden names. */
function isRunbook(file: string): boolean {
  const parts = file.split(sep);
  return file.endsWith('.md') && parts.at(-1) !== 'README.md' && !parts.some((part) => part.startsWith('.'));
}

/** Those of the parsed runbooks that can be read. */
export function readable(parsed: readonly ParsedRunbook[]): readonly RunbookText[] {
  return parsed.flatMap((result) => ('runbook' in result ? [result] : []));
}

/**
 * The runbooks for an incident: for its best cause, then for its alerts' names, then for its other causes. For each of
 * them the first runbook that names it counts, so one's own goes before a packaged one.
 */
export function chooseRunbooks(
  runbooks: readonly Runbook[],
  about: { readonly causes: readonly string[]; readonly alertNames: readonly string[] },
): readonly Runbook[] {
  const [best, ...others] = about.causes.map((cause) =>
    runbooks.find(({ causes }) => causes.includes(cause)),
  );
  const byAlert = about.alertNames.map((name) => runbooks.find(({ alerts }) => alerts.includes(name)));
  const chosen = [best, ...byAlert, ...others].filter((runbook) => runbook !== undefined);
  return [...new Set(chosen)];
}
