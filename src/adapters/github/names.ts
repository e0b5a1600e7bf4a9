import { RepositoryError } from '../../ports/repository-host.ts';

/** A repository as Octokit wants it. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** Takes `owner/name` apart. Dots alone would climb in the address of a request. */
export function repositoryName(repository: string): RepositoryName {
  const [owner, repo, ...rest] = repository.split('/');
  const isName = (part: string | undefined): part is string =>
    part !== undefined && /^[\w.-]{1,100}$/u.test(part) && !/^\.+$/u.test(part);
  if (!isName(owner) || !isName(repo) || rest.length > 0) {
    throw new RepositoryError('invalid', `"${repository}" is no repository; it takes owner/name`);
  }
  return { owner, repo };
}

/** What `git check-ref-format` lets through. */
export function isBranchName(name: string): boolean {
  return (
    /^[^\s\p{C}~^:?*[\\]{1,200}$/u.test(name) &&
    name !== '@' &&
    !/\.\.|\/\/|@\{|^[-/]|[/.]$/u.test(name) &&
    name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/** Branches of ours, the only ones that are ever written. */
export function isOwnBranch(name: string): boolean {
  return /^firebreak\/[\w.-]{1,100}$/u.test(name) && isBranchName(name);
}
