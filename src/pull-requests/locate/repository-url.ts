/** `owner/name` of a Git URL (https, ssh, or git@host:owner/name); undefined where it has no such two parts. */
export function repositoryOf(url: string): string | undefined {
  const scp = /^[\w.-]+@[\w.-]+:(?!\/\/)(.+)$/u.exec(url)?.[1];
  const path = scp ?? /^(?:https?|ssh|git):\/\/[^/]+\/(.+)$/u.exec(url)?.[1];
  const parts =
    path
      ?.replace(/\/$/u, '')
      .replace(/\.git$/u, '')
      .split('/') ?? [];
  const [owner, name] = parts;
  return parts.length === 2 && owner !== undefined && name !== undefined && owner !== '' && name !== ''
    ? `${owner}/${name}`
    : undefined;
}
