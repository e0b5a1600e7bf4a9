import { type Document, isCollection, isMap, type Node } from 'yaml';
import type { Json } from '../../domain/objects.ts';
import { addedEntry, type Holder } from './added-entry.ts';
import { endOf, startOf } from './extent.ts';
import { findNode, type Found, keyText } from './find-node.ts';
import { type Splice, spliced } from './lines.ts';
import { removedEntry } from './removed-entry.ts';
import { replacedNode } from './replaced-node.ts';
import { type Style, styleOf } from './style.ts';
import type { Path, ValueStep } from './value-steps.ts';

/**
 * Texts in which a step could be done, the best first. None is promised to be right: whoever tries them reads each
 * again and compares.
 */
export function* stepForms(text: string, document: Document.Parsed, step: ValueStep): Generator<string> {
  const style = styleOf(text, document);
  for (const splice of splices(text, document, step, style)) yield spliced(text, splice);
}

function* splices(text: string, document: Document.Parsed, step: ValueStep, style: Style): Generator<Splice> {
  const inFlow = isInFlow(document, step.at);
  if (step.op === 'replace') {
    const found = findNode(document, step.at);
    if (found.kind === 'node') yield* replacedNode(text, found.node, found.holder, step.value, style, inFlow);
    return;
  }
  const part = step.at.at(-1) ?? '';
  const found = findNode(document, step.at.slice(0, -1));
  if (found.kind !== 'node') return;
  const { node } = found;
  if (!isCollection(node)) return;
  const holder = node as Holder;
  if (step.op === 'remove') {
    const index = isMap(node) ? node.items.findIndex((pair) => keyText(pair) === part) : Number(part);
    if (holder.items.length > 1 || holder.flow === true) yield removedEntry(text, holder, index);
    else yield* replacedNode(text, node, found.holder, isMap(node) ? {} : [], style, inFlow);
    return;
  }
  if (holder.items.length > 0) yield addedEntry(text, holder, part, step.value, style);
  else yield* replacedNode(text, node, found.holder, entryOf(node, part, step.value), style, inFlow);
}

function entryOf(holder: Node, part: string | number, value: Json): Json {
  return isMap(holder) ? (Object.fromEntries([[part, value]]) as Json) : [value];
}

/** Whether the place of a path lies within brackets. */
function isInFlow(document: Document.Parsed, path: Path): boolean {
  return path.some((_, depth) => {
    const found: Found = findNode(document, path.slice(0, depth));
    return found.kind === 'node' && isCollection(found.node) && found.node.flow === true;
  });
}

/** How a single value or an alias stands in the file, quotes and all; undefined for anything else. */
export function sourceAt(text: string, document: Document.Parsed, path: Path): string | undefined {
  const extent = extentAt(text, document, path);
  return extent === undefined ? undefined : text.slice(...extent);
}

/** Where a single value or an alias stands. */
export function extentAt(
  text: string,
  document: Document.Parsed,
  path: Path,
): readonly [from: number, to: number] | undefined {
  const found = findNode(document, path);
  if (found.kind !== 'node' || isCollection(found.node)) return undefined;
  return [startOf(found.node), endOf(text, found.node)];
}
