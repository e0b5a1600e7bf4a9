import { isCollection, isPair, isScalar, type Node, type Pair, type YAMLSeq } from 'yaml';
import type { Json } from '../../domain/objects.ts';
import { offsetOf } from './added-entry.ts';
import { columnOf, endOf, endOfIndicators, isImplicitNull, startOf } from './extent.ts';
import { indented, lineEndAt, lineStart, nextLine, type Splice } from './lines.ts';
import { scalarForms } from './scalar-forms.ts';
import { blockLines, inlineSource, type Style } from './style.ts';

/** What a value is found in: the pair whose value it is, or the list whose item. */
export type Container = Pair<Node, Node> | YAMLSeq<Node> | undefined;

/** Ways of writing a value in place of what stands there. */
export function* replacedNode(
  text: string,
  node: Node,
  container: Container,
  value: Json,
  style: Style,
  inFlow: boolean,
): Generator<Splice> {
  const isSingle = typeof value !== 'object' || value === null;
  if (isScalar(node) && isSingle) {
    yield* isImplicitNull(node)
      ? behindIndicator(text, node, container, value, style)
      : scalarForms(text, node, value, style, inFlow);
    return;
  }
  const isEmpty = !isSingle && Object.keys(value).length === 0;
  const from = startOf(node);
  const to = endOf(text, node);
  const isBlock = isCollection(node) && node.flow !== true;
  if (inFlow || isSingle || isEmpty) {
    const source = inlineSource(value, style);
    if (isPair(container) && (isBlock || isImplicitNull(node))) {
      yield { from: endOfIndicators(container), to, source: ` ${source}` };
    }
    yield { from, to, source };
    return;
  }
  if (isBlock) {
    const column = columnOf(text, from);
    const source = indented(blockLines(value, style), column).join(lineEndAt(text, from)).trimStart();
    yield { from, to, source };
  }
  if (isPair(container)) yield* belowKey(text, node, container, value, style);
  const column = columnOf(text, from);
  yield {
    from,
    to,
    source: indented(blockLines(value, style), column).join(lineEndAt(text, from)).trimStart(),
  };
  yield { from, to, source: inlineSource(value, style) };
}

/** A value where there is none yet: behind the colon, or behind the dash. */
function* behindIndicator(
  text: string,
  node: Node,
  container: Container,
  value: Json,
  style: Style,
): Generator<Splice> {
  const source = ` ${inlineSource(value, style)}`;
  if (isPair(container)) {
    const offset = endOfIndicators(container);
    yield { from: offset, to: offset, source };
    return;
  }
  const dash = container === undefined ? -1 : offsetOf(container, container.items.indexOf(node));
  if (text[dash] === '-') yield { from: dash + 1, to: dash + 1, source };
  yield { from: startOf(node), to: startOf(node), source };
}

/** A map or list in lines of its own below its key; a comment behind the key stays there. */
function* belowKey(
  text: string,
  node: Node,
  pair: Pair<Node, Node>,
  value: Json,
  style: Style,
): Generator<Splice> {
  const column = columnOf(text, startOf(pair.key));
  const inner = Array.isArray(value) && !style.dashesIndented ? column : column + style.indent;
  const lines = indented(blockLines(value, style), inner);
  const from = isImplicitNull(node) ? endOfIndicators(pair) : Math.min(endOfIndicators(pair), startOf(node));
  const to = isImplicitNull(node) ? from : endOf(text, node);
  const line = nextLine(text, to);
  const rest = text.slice(to, line);
  const newline = lineEndAt(text, Math.max(line, lineStart(text, to)));
  const kept = rest.trim() === '' ? '' : ` ${rest.trim()}`;
  const isOpen = line === text.length && !rest.endsWith('\n');
  yield {
    from,
    to: line,
    source: `${kept}${newline}${lines.join(newline)}${isOpen ? '' : newline}`,
  };
}
