import type { Node, Pair } from 'yaml';
import { type Holder, offsetOf } from './added-entry.ts';
import { endOf } from './extent.ts';
import { lineStart, nextLine, type Splice } from './lines.ts';

/** An entry taken out with its lines, or from between the commas; the last one leaves `{}` or `[]`. */
export function removedEntry(text: string, holder: Holder, index: number): Splice {
  const entry: Node | Pair<Node, Node> | undefined = holder.items[index];
  const from = offsetOf(holder, index);
  if (entry === undefined) return { from, to: from, source: '' };
  const end = endOf(text, entry);
  if (holder.flow === true) return fromBrackets(text, holder, index, from, end);
  const to = nextLine(text, end);
  const start = lineStart(text, from);
  const isOwnLine = text.slice(start, from).trim() === '';
  if (isOwnLine) return { from: start, to, source: '' };
  // The first key behind a dash: the next one moves up to it.
  const next = index + 1 < holder.items.length ? offsetOf(holder, index + 1) : to;
  return { from, to: next, source: '' };
}

function fromBrackets(text: string, holder: Holder, index: number, from: number, end: number): Splice {
  if (index + 1 < holder.items.length) return { from, to: offsetOf(holder, index + 1), source: '' };
  const previous: Node | Pair<Node, Node> | undefined = holder.items[index - 1];
  return { from: previous === undefined ? from : endOf(text, previous), to: end, source: '' };
}
