/** Folders and a name, where `**` is any number of folders. */
type Pattern = readonly string[];

/** One rule of a CODEOWNERS file. */
interface Rule {
  /** Any of them. */
  readonly patterns: readonly Pattern[];
  readonly owners: readonly string[];
}

/** Where GitHub looks for the file, in its order. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners */
export const codeOwnersPaths = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** GitHub asks no more of them to review. */
const mostOwners = 15;

/** GitHub reads no larger file. */
const mostCharacters = 3 * 1024 * 1024;

/**
 * Who owns any of these paths, by the last rule that matches each: logins, and teams as `owner/team`, 15 at most. Owners by e-mail
 * address are left out, since nobody can be asked to review by one; so is a line that GitHub would not read.
 */
export function codeOwnersOf(codeOwners: string, paths: readonly string[]): readonly string[] {
  const rules = codeOwners.length > mostCharacters ? [] : codeOwners.split(/\r?\n/u).flatMap(ruleIn);
  const ruleFor = (path: string) =>
    rules.findLast(({ patterns }) => patterns.some((pattern) => matches(pattern, path)));
  const owners = paths.flatMap((path) => ruleFor(path)?.owners ?? []);
  return [...new Set(owners)].slice(0, mostOwners);
}

function ruleIn(line: string): readonly Rule[] {
  const [path, ...words] = line
    .replace(/(?<!\\)#.*$/u, '')
    .trim()
    .split(/(?<!\\)\s+/u);
  if (path === undefined || path === '') return [];
  const patterns = patternsOf(path.replaceAll(/\\([\s#])/gu, '$1'));
  if (!words.every((word) => word.startsWith('@') || word.includes('@'))) return [];
  const owners = words.flatMap((word) => /^@([\w-]+(?:\/[\w.-]+)?)$/u.exec(word)?.[1] ?? []);
  return [{ patterns, owners }];
}

/** The patterns are those of .gitignore, without `!`, `[ ]`, and `\` before a `#` at the start. */
function patternsOf(text: string): readonly Pattern[] {
  if (text.startsWith('!') || text.includes('[')) return [];
  const bare = text.replace(/\/$/u, '');
  const parts = bare.replace(/^\//u, '').split('/');
  // A slash at the start or in the middle ties the pattern to the root; else it matches at any depth.
  const pattern = bare.includes('/') ? parts : ['**', ...parts];
  const inside = [...pattern, '*', '**'];
  if (text.endsWith('/')) return [inside];
  if (parts.at(-1) === '**') return [[...pattern.slice(0, -1), '*', '**']];
  // What matches a folder matches all in it, but `docs/*` is about its own files alone.
  return parts.length > 1 && parts.at(-1) === '*' ? [pattern] : [pattern, inside];
}

function matches(pattern: Pattern, path: string): boolean {
  return wildMatches(pattern, path.split('/'), '**', (part, name) =>
    wildMatches(Array.from(part), Array.from(name), '*', (one, other) => one === '?' || one === other),
  );
}

/** Whether items fit a pattern in which one of its items stands for any number of them; never slower than their product. */
function wildMatches(
  pattern: readonly string[],
  items: readonly string[],
  any: string,
  fits: (expected: string, item: string) => boolean,
): boolean {
  let at = 0;
  let next = 0;
  let lastAny = -1;
  let resume = 0;
  while (next < items.length) {
    const expected = pattern[at];
    if (expected === any) {
      lastAny = at;
      resume = next;
      at += 1;
    } else if (expected !== undefined && fits(expected, items[next] ?? '')) {
      at += 1;
      next += 1;
    } else if (lastAny >= 0) {
      at = lastAny + 1;
      resume += 1;
      next = resume;
    } else return false;
  }
  return pattern.slice(at).every((each) => each === any);
}
