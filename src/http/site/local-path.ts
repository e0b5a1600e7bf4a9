/** The path, if it leads to a page of ours; `/` for anything that a browser could take for another site. */
export function localPath(path: string | undefined): string {
  if (path === undefined || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(path)) return '/';
  return path;
}
