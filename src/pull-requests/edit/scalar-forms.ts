import { Scalar } from 'yaml';
import type { Json } from '../../domain/objects.ts';
import { endOf, isBlockScalar, startOf } from './extent.ts';
import { lineEndAt, type Splice } from './lines.ts';
import { inlineSource, scalarSource, type Style } from './style.ts';

/**
 * Ways of writing another single value in place of one, the best first: with only the words changed that differ, in
 * the same form, in a form that takes any text. Whoever tries them checks what each reads as.
 */
export function* scalarForms(
  text: string,
  node: Scalar,
  value: Json,
  style: Style,
  inFlow: boolean,
): Generator<Splice> {
  const from = startOf(node);
  const to = endOf(text, node);
  const source = text.slice(from, to);
  if (typeof value !== 'string') {
    yield { from, to, source: inlineSource(value, style) };
    return;
  }
  // A plain word in one line may be read as a number or a date by others: its form is chosen, not patched.
  const isPatchable = typeof node.value === 'string' && (node.type !== Scalar.PLAIN || /\n/u.test(source));
  if (isPatchable && value.trim() !== '') yield* patches(text, from, source, String(node.value), value);
  const block = isBlockScalar(node) && !inFlow ? blockScalar(text, node, source, value) : undefined;
  if (block !== undefined) yield { from, to, source: block };
  const type = node.type as Scalar.Type;
  const plain = inFlow ? inlineSource(value, style) : scalarSource(value, style);
  const same = type === Scalar.PLAIN || isBlockScalar(node) ? plain : scalarSource(value, style, type);
  yield { from, to, source: same };
  yield { from, to, source: JSON.stringify(value) };
}

/** The differing middle of two texts, put in where the source holds the old one exactly once. */
function* patches(
  text: string,
  offset: number,
  source: string,
  old: string,
  value: string,
): Generator<Splice> {
  const [start, end] = commonEnds(old, value);
  const newline = lineEndAt(text, offset + source.length);
  const lastLine = source.slice(source.trimEnd().lastIndexOf('\n') + 1);
  const indent =
    lastLine.length === source.length ? '' : ' '.repeat(lastLine.length - lastLine.trimStart().length);
  for (const context of [0, 1, 4, 16, 64]) {
    const from = Math.max(0, start - context);
    const to = Math.min(old.length, old.length - end + context);
    const middle = old.slice(from, to);
    if (middle === '' || middle.includes('\n')) continue;
    const at = source.indexOf(middle);
    if (at < 0 || source.includes(middle, at + 1)) continue;
    const replacement = value.slice(from, value.length - (old.length - to));
    yield {
      from: offset + at,
      to: offset + at + middle.length,
      source: replacement.replaceAll('\n', newline + indent),
    };
  }
}

/** How many characters two texts share at the start and, behind that, at the end. */
function commonEnds(one: string, other: string): readonly [start: number, end: number] {
  const least = Math.min(one.length, other.length);
  let start = 0;
  while (start < least && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < least - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  return [start, end];
}

/** The text under the old header, with the end that the new text needs. Long lines are not folded again. */
function blockScalar(text: string, node: Scalar, source: string, value: string): string | undefined {
  const header = /^([|>])([0-9]?)([+-]?)([^\r\n]*)\r?\n/u.exec(source);
  if (header === null || value.trim() === '' || /^[ \n\t]/u.test(value)) return undefined;
  const indent = /^(?:[ ]*\r?\n)*([ ]+)/u.exec(source.slice(header[0].length))?.[1];
  if (indent === undefined || header[2] !== '') return undefined;
  const newline = lineEndAt(text, startOf(node) + source.length);
  const isFolded = header[1] === '>' && !value.replace(/\n+$/u, '').includes('\n');
  const ends = /\n*$/u.exec(value)?.[0].length ?? 0;
  const chomp = ends === 0 ? '-' : ends === 1 ? '' : '+';
  const lines = value.replace(/\n$/u, '').split('\n');
  const head = `${isFolded ? '>' : '|'}${chomp}${header[4] ?? ''}`;
  return [head, ...lines.map((line) => (line === '' ? '' : indent + line))].join(newline);
}
