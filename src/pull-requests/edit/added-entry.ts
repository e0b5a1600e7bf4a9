import { isMap, isPair, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Json } from '../../domain/objects.ts';
import { columnOf, endOf, startOf } from './extent.ts';
import { keyText } from './find-node.ts';
import { keyBefore } from './key-order.ts';
import { indented, insertedLines, lineEndAt, lineStart, nextLine, type Splice } from './lines.ts';
import { blockLines, inlineSource, type Style } from './style.ts';

type Entry = Node | Pair<Node, Node>;
export type Holder = YAMLMap<Node, Node> | YAMLSeq<Node>;

/** A new entry of a map or list that has one already: in lines of its own, or within the brackets. */
export function addedEntry(
  text: string,
  holder: Holder,
  part: string | number,
  value: Json,
  style: Style,
): Splice {
  const before = isMap(holder)
    ? keyBefore(holder.items.map(keyText), String(part))
    : Math.min(Number(part), holder.items.length) - 1;
  const entry: Json = isMap(holder) ? (Object.fromEntries([[part, value]]) as Json) : [value];
  if (holder.flow === true) return withinBrackets(text, holder, before, part, value, style);
  return inLines(text, holder, before, blockLines(entry, style));
}

function inLines(text: string, holder: Holder, before: number, lines: readonly string[]): Splice {
  const first = offsetOf(holder, 0);
  const column = columnOf(text, first);
  const moved = indented(lines, column);
  const previous: Entry | undefined = holder.items[before];
  if (previous === undefined) {
    const newline = lineEndAt(text, first);
    return { from: first, to: first, source: moved.join(newline).trimStart() + newline + ' '.repeat(column) };
  }
  const end = endOf(text, previous);
  return insertedLines(text, nextLine(text, end), moved);
}

function withinBrackets(
  text: string,
  holder: Holder,
  before: number,
  part: string | number,
  value: Json,
  style: Style,
): Splice {
  const previous: Entry | undefined = holder.items[before];
  const start = offsetOf(holder, Math.max(before, 0));
  const lead = text.slice(lineStart(text, start), start);
  const isOwnLine = lead.trim() === '';
  const newline = lineEndAt(text, start);
  const written =
    style.isJson && isOwnLine
      ? JSON.stringify(value, null, style.indent).replaceAll('\n', newline + lead)
      : inlineSource(value, style);
  const source = isMap(holder) ? `${inlineSource(String(part), style)}: ${written}` : written;
  const separator = isOwnLine ? `,${newline}${lead}` : ', ';
  if (previous === undefined) return { from: start, to: start, source: source + separator };
  const end = endOf(text, previous);
  return { from: end, to: end, source: separator + source };
}

/** Where an entry begins: its dash, its key, or an anchor or tag before them. */
export function offsetOf(holder: Holder, index: number): number {
  const source = holder.srcToken;
  const entry: Entry | undefined = holder.items[index];
  if (entry === undefined || source === undefined || !('items' in source)) return startOf(holder);
  const token = source.items[index]?.start.find(
    ({ type }) => type === 'anchor' || type === 'tag' || type === 'seq-item-ind',
  );
  return token?.offset ?? startOf(isPair(entry) ? entry.key : entry);
}
