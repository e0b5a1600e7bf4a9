import { anyGlobMatches, globMatches } from '../guardrails/policies/glob.ts';

/** Where the configuration lets pull requests go. */
export interface AllowedEdits {
  /** `owner/name`. */
  readonly repository: string;
  /** The branch that they are to be merged into. */
  readonly base: string;
  /** Globs of files; `*` stays within a folder, `**` does not. */
  readonly paths: readonly string[];
  /** Globs of the namespaces whose objects it defines; absent: all, and what lies in none. */
  readonly namespaces?: readonly string[];
  /** Pull requests are opened as drafts, which nobody can merge before somebody says that they are ready. */
  readonly draft?: boolean;
}

interface Edit extends Pick<AllowedEdits, 'repository' | 'base'> {
  readonly path: string;
  /** Of the object that is edited; absent for what lies in none. */
  readonly namespace: string | undefined;
}

export function allowsEdit(allowed: AllowedEdits, { repository, base, path, namespace }: Edit): boolean {
  if (allowed.repository.toLowerCase() !== repository.toLowerCase() || allowed.base !== base) return false;
  if (!allowed.paths.some((glob) => pathMatches(glob, path))) return false;
  if (allowed.namespaces === undefined) return true;
  return namespace !== undefined && anyGlobMatches(allowed.namespaces, namespace);
}

/** Whether a path matches a glob as in .gitignore: `*` within a folder, `**` for any number of folders. */
function pathMatches(glob: string, path: string): boolean {
  return foldersMatch(glob.split('/'), path.split('/'));
}

function foldersMatch(globs: readonly string[], parts: readonly string[]): boolean {
  const [glob, ...others] = globs;
  if (glob === undefined) return parts.length === 0;
  const [part, ...rest] = parts;
  if (glob === '**') {
    return foldersMatch(others, parts) || (part !== undefined && foldersMatch(globs, rest));
  }
  return part !== undefined && globMatches(glob, part) && foldersMatch(others, rest);
}
