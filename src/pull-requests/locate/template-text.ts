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

const ACTION = /\{\{-?([\s\S]*?)-?\}\}/gu;
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
  const lines = template.replace(/\{\{-?\s*\/\*[\s\S]*?\*\/\s*-?\}\}/gu, '').split('\n');
  const kept = lines.flatMap((line) => {
    const only = /^\s*\{\{-?((?:(?!\}\}).)*?)-?\}\}\s*$/u.exec(line)?.[1]?.trim();
    if (only !== undefined && isControl(only, blocks)) return [];
    if (blocks.some(({ kind }) => kind === 'range' || kind === 'define')) return [];
    const dot = blocks.findLast(({ kind }) => kind === 'with')?.text;
    const guards = blocks.map(({ text }) => text);
    const replaced = line.replace(ACTION, (_, text: string) => {
      expressions.push({ text: text.trim(), guards, ...(dot === undefined ? {} : { dot }) });
      return `EXPRESSION${expressions.length - 1}END`;
    });
    if (only === undefined) return [replaced];
    const indent = /\bn?indent\s+(\d+)\s*$/u.exec(only)?.[1];
    return indent === undefined ? [] : [`${' '.repeat(Number(indent))}${replaced.trim()}: whole`];
  });
  return { text: kept.join('\n'), expressions };
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
  const used = templates.flatMap((template) => [...template.matchAll(ACTION)].map((match) => match[1] ?? ''));
  const names = used.flatMap((text) =>
    [...text.matchAll(/\.Values((?:\.[A-Za-z_][\w-]*)*)/gu)].map((match) => partsOf(match[1] ?? '')),
  );
  return names.filter((parts) => {
    const least = Math.min(parts.length, path.length);
    return parts.slice(0, least).every((part, index) => part === path[index]);
  }).length;
}
