import type { Path } from '../edit/value-steps.ts';

/** An expression of a template, and the blocks around it. */
export interface Expression {
  /** Between the braces, without the dashes. */
  readonly text: string;
  /** What `.` is there, where a `with` says so. */
  readonly dot?: string;
  /** The expressions of the `if` and `with` around it. */
  readonly guards: readonly string[];
}

/** A template with its expressions replaced by words that YAML takes for text. */
export interface TemplateText {
  readonly text: string;
  readonly expressions: readonly Expression[];
}

const COMMENT = /^\{\{-?\s*\/\*/u;
const COMMENT_END = /^\s*-?\}\}/u;
/** Blocks within each other; no chart that people read comes near. */
const DEEPEST = 100;
const MARK = /EXPRESSION(\d+)END/gu;

interface Block {
  readonly kind: 'if' | 'with' | 'range' | 'define';
  readonly text: string;
}

/**
 * Replaces the expressions of a Helm template. What a `range` repeats and a `define` holds is left out, and so is
 * whatever an `else` has: that such a template sets a field is then not found, and nothing is guessed.
 * https://helm.sh/docs/chart_template_guide/
 */
export function templateText(template: string): TemplateText {
  const expressions: Expression[] = [];
  const blocks: Block[] = [];
  const lines = withoutComments(template).split('\n');
  const kept: string[] = [];
  for (const line of lines) {
    if (blocks.length > DEEPEST) return { text: '', expressions: [] };
    const only = /^\s*\{\{-?((?:(?!\}\}).)*?)-?\}\}\s*$/u.exec(line)?.[1]?.trim();
    if (only !== undefined && isControl(only, blocks)) continue;
    if (blocks.some(({ kind }) => kind === 'range' || kind === 'define')) continue;
    const dot = blocks.findLast(({ kind }) => kind === 'with')?.text;
    const guards = blocks.map(({ text }) => text);
    const replaced = withActions(line, (text) => {
      expressions.push({ text: text.trim(), guards, ...(dot === undefined ? {} : { dot }) });
      return `EXPRESSION${expressions.length - 1}END`;
    });
    const indent = only === undefined ? undefined : /\bn?indent\s+(\d{1,3})\s*$/u.exec(only)?.[1];
    if (only === undefined) kept.push(replaced);
    else if (indent !== undefined) kept.push(`${' '.repeat(Number(indent))}${replaced.trim()}: whole`);
  }
  return { text: kept.join('\n'), expressions };
}

interface Action {
  /** Between the braces, without the dashes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What stands between `{{` and the next `}}`, found in one pass: a pattern would begin anew at each `{{` of a hostile file. */
function actionsIn(text: string): readonly Action[] {
  const actions: Action[] = [];
  for (let from = 0; ; ) {
    const start = text.indexOf('{{', from);
    const close = start < 0 ? -1 : text.indexOf('}}', start + 2);
    if (close < 0) return actions;
    from = close + 2;
    const inner = text
      .slice(start + 2, close)
      .replace(/^-/u, '')
      .replace(/-$/u, '');
    actions.push({ text: inner, start, end: from });
  }
}

function withActions(text: string, replaced: (action: string) => string): string {
  const parts: string[] = [];
  let from = 0;
  for (const action of actionsIn(text)) {
    parts.push(text.slice(from, action.start), replaced(action.text));
    from = action.end;
  }
  return parts.join('') + text.slice(from);
}

/** From the first comment that does not end as Helm demands, the rest is left as it is. */
function withoutComments(template: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let start = template.indexOf('{{'); start >= 0; start = template.indexOf('{{', start)) {
    const opened = endOfMatch(COMMENT, template, start);
    if (opened === undefined) {
      start += 1;
      continue;
    }
    const close = template.indexOf('*/', opened);
    const end = close < 0 ? undefined : endOfMatch(COMMENT_END, template, close + 2);
    if (end === undefined) break;
    parts.push(template.slice(from, start));
    from = end;
    start = end;
  }
  return parts.join('') + template.slice(from);
}

function endOfMatch(pattern: RegExp, text: string, at: number): number | undefined {
  const match = pattern.exec(text.slice(at))?.[0];
  return match === undefined ? undefined : at + match.length;
}

function isControl(text: string, blocks: Block[]): boolean {
  const opened = /^(if|with|range|define)\b\s*(.*)$/su.exec(text);
  if (opened !== null) {
    blocks.push({ kind: opened[1] as Block['kind'], text: opened[2] ?? '' });
    return true;
  }
  if (/^else\b/u.test(text)) {
    const last = blocks.pop();
    // What an else holds is as uncertain as what is repeated.
    blocks.push({ kind: 'range', text: last?.text ?? '' });
    return true;
  }
  if (/^end\b/u.test(text)) {
    blocks.pop();
    return true;
  }
  return /^\$\w+\s*:?=/u.test(text);
}

/** The numbers of the expressions in a piece of text, and whether there is anything beside them. */
export function expressionsIn(text: string): {
  readonly numbers: readonly number[];
  readonly isWhole: boolean;
} {
  const numbers = [...text.matchAll(MARK)].map((match) => Number(match[1]));
  return { numbers, isWhole: /^EXPRESSION\d+END$/u.test(text) };
}

/** Whether a text could be what the piece of a template renders to. */
export function couldRender(piece: string, text: string): boolean {
  const parts = piece.split(/EXPRESSION\d+END/u);
  if (parts.length === 1) return piece === text;
  const [first = ''] = parts;
  const last = parts.at(-1) ?? '';
  return text.length >= first.length + last.length && text.startsWith(first) && text.endsWith(last);
}

const PLAIN =
  /^(?:toYaml\s+)?(\$?\.(?:[A-Za-z_][\w.-]*)?)\s*((?:\|\s*(?:quote|squote|toYaml|toString|int|nindent\s+\d+|indent\s+\d+|default\s+(?:"[^"|]*"|[\w.$]+))\s*)*)$/u;

/** The path of the value that an expression gives and nothing else, such as `image.tag`; undefined for any other. */
export function valuePath({ text, dot }: Expression): Path | undefined {
  const found = PLAIN.exec(text)?.[1]?.replace(/^\$/u, '');
  if (found === undefined) return undefined;
  if (found.startsWith('.Values.'))
    return dot === undefined || text.includes('$.') ? partsOf(found.slice(8)) : undefined;
  const around = dot?.replace(/^\$/u, '').trim();
  if (around === undefined || !/^\.Values(?:\.[A-Za-z_][\w-]*)+$/u.test(around)) return undefined;
  return [...partsOf(around.slice(8)), ...partsOf(found.slice(1))];
}

function partsOf(path: string): readonly string[] {
  return path.split('.').filter((part) => part !== '');
}

/** How often the templates name a value, something in it, or something that it lies in. */
export function usesOf(templates: readonly string[], path: Path): number {
  const used = templates.flatMap((template) => actionsIn(template).map(({ text }) => text));
  const names = used.flatMap((text) =>
    [...text.matchAll(/\.Values((?:\.[A-Za-z_][\w-]*)*)/gu)].map((match) => partsOf(match[1] ?? '')),
  );
  return names.filter((parts) => {
    const least = Math.min(parts.length, path.length);
    return parts.slice(0, least).every((part, index) => part === path[index]);
  }).length;
}
