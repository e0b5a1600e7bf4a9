/** Whether a text matches a glob, where `*` stands for any run of characters and everything else for itself. */
export function globMatches(glob: string, text: string): boolean {
  if (!glob.includes('*')) return glob === text;
  const [first = '', ...rest] = glob.split('*');
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from + last.length <= text.length;
}

export function anyGlobMatches(globs: readonly string[], text: string): boolean {
  return globs.some((glob) => globMatches(glob, text));
}
