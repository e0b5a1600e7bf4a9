import { isCollection, isPair, isScalar, type Node, type Pair, Scalar } from 'yaml';
import { lineStart } from './lines.ts';

/** Where a node's own characters begin, its anchor and tag left out. */
export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Where the last character of a node ends, without a comment or blank lines behind it. */
export function endOf(text: string, node: Node | Pair): number {
  if (isPair(node)) return endOfPair(text, node as Pair<Node, Node>);
  const end = node.range?.[1] ?? 0;
  if (isCollection(node) && node.flow !== true) {
    const last = node.items.at(-1) as Node | Pair | undefined;
    return last === undefined ? end : endOf(text, last);
  }
  if (isScalar(node) && isBlockScalar(node)) return endOfBlockScalar(text, node);
  return end;
}

function endOfPair(text: string, pair: Pair<Node, Node>): number {
  if (pair.value !== null && !isImplicitNull(pair.value)) return endOf(text, pair.value);
  return endOfIndicators(pair);
}

/** Behind the colon of a pair, and behind an anchor or tag that follows it. */
export function endOfIndicators(pair: Pair<Node, Node>): number {
  const tokens = (pair.srcToken?.sep ?? []).filter(
    ({ type }) => type === 'map-value-ind' || type === 'anchor' || type === 'tag',
  );
  const last = tokens.at(-1);
  return last === undefined ? (pair.key.range?.[1] ?? 0) : last.offset + last.source.length;
}

export function isBlockScalar(node: Scalar): boolean {
  return node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
}

/** A key with nothing behind its colon. */
export function isImplicitNull(node: Node): boolean {
  return isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1];
}

/** Blank lines behind the text belong to it only where its header keeps them (`|+`). */
function endOfBlockScalar(text: string, node: Scalar): number {
  const start = startOf(node);
  const end = node.range?.[1] ?? start;
  const source = text.slice(start, end);
  if (/^[|>][0-9]?\+/u.test(source)) return start + source.replace(/\r?\n$/u, '').length;
  const last = source.trimEnd().length;
  const newline = source.indexOf('\n', last);
  return start + (newline < 0 ? source.length : newline - (source[newline - 1] === '\r' ? 1 : 0));
}

/** How many columns stand before an offset in its line. */
export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}
