/** Pieces of Common Expression Language as text: https://kubernetes.io/docs/reference/using-api/cel/ */

/** A CEL literal. */
export function literal(value: null | boolean | number | string): string {
  return JSON.stringify(value);
}

export function list(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]`;
}

/** CEL tells doubles from ints by how they are written. */
export function double(value: number): string {
  const text = String(value);
  return /[.e]/u.test(text) ? text : `${text}.0`;
}

/** Every one holds; what always holds is left out. */
export function every(conditions: readonly string[]): string {
  const [only, ...more] = conditions.filter((condition) => condition !== 'true');
  if (only === undefined) return 'true';
  return more.length === 0 ? only : [only, ...more].map(grouped).join(' && ');
}

/** At least one holds. */
export function some(conditions: readonly string[]): string {
  if (conditions.includes('true')) return 'true';
  const [only, ...more] = conditions.filter((condition) => condition !== 'false');
  if (only === undefined) return 'false';
  return more.length === 0 ? only : [only, ...more].map(grouped).join(' || ');
}

export function not(condition: string): string {
  if (condition === 'true') return 'false';
  return condition === 'false' ? 'true' : `!(${condition})`;
}

function grouped(condition: string): string {
  return /[|&?]/u.test(condition) ? `(${condition})` : condition;
}

/** Whether a text matches one of the globs of a policy. */
export function anyGlob(text: string, globs: readonly string[]): string {
  if (globs.includes('*')) return 'true';
  const exact = globs.filter((glob) => !glob.includes('*'));
  const patterns = globs.filter((glob) => glob.includes('*')).map(globPattern);
  return some([
    ...(exact.length === 0 ? [] : [`${text} in ${list(exact)}`]),
    ...patterns.map((pattern) => `${text}.matches(${literal(pattern)})`),
  ]);
}

function globPattern(glob: string): string {
  const parts = glob.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/gu, '\\$&'));
  // A value may hold line breaks, which a dot alone does not match.
  return `^${parts.join('(?s:.*)')}$`;
}

/** The value at a path; `otherwise` where a part of the path is missing. */
export function at(root: string, path: readonly string[], otherwise: string): string {
  const steps = path.map((_step, index) => `has(${[root, ...path.slice(0, index + 1)].join('.')})`);
  if (steps.length === 0) return root;
  return `(${steps.join(' && ')} ? dyn(${[root, ...path].join('.')}) : dyn(${otherwise}))`;
}

/** Whether two maps are the same but for some of their keys. */
export function sameBut(next: string, previous: string, keys: readonly string[]): string {
  const but = keys.length === 0 ? '' : `f in ${list(keys)} || `;
  return (
    `[[dyn(${next}), dyn(${previous})]].all(m, m[0].all(f, ${but}(f in m[1] && m[0][f] == m[1][f])) && ` +
    `m[1].all(f, ${but}f in m[0]))`
  );
}

/** The keys under which two maps differ. */
export function changedKeys(next: string, previous: string): string {
  return `[[dyn(${next}), dyn(${previous})]].map(m, m[0].filter(f, !(f in m[1] && m[0][f] == m[1][f])) + m[1].filter(f, !(f in m[0])))[0]`;
}

/** The value under a key that may be missing, then null. */
export function valueOf(map: string, key: string): string {
  return `(${key} in ${map} ? ${map}[${key}] : dyn(null))`;
}
