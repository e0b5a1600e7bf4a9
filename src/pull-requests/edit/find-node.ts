import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Path } from './value-steps.ts';

/** Where a path ends in a document. */
export type Found =
  /** At a node of its own; `holder` is the pair or the list that it stands in. */
  | {
      readonly kind: 'node';
      readonly node: Node;
      readonly holder: Pair<Node, Node> | YAMLSeq<Node> | undefined;
    }
  /** What the path leads into from `depth` on stands elsewhere: under an anchor, or in what `<<` merges. */
  | { readonly kind: 'alias' | 'merged'; readonly depth: number }
  | { readonly kind: 'missing' };

/** Follows a path; what the last part names may itself be an alias. */
export function findNode(document: Document.Parsed, path: Path): Found {
  let node: unknown = document.contents;
  let holder: Pair<Node, Node> | YAMLSeq<Node> | undefined;
  for (const [depth, part] of path.entries()) {
    if (isAlias(node)) return { kind: 'alias', depth };
    if (isMap(node)) {
      const pair = pairOf(node, part);
      if (pair === undefined)
        return node.items.some(isMerge) ? { kind: 'merged', depth } : { kind: 'missing' };
      holder = pair;
      node = pair.value;
    } else if (isSeq(node) && typeof part === 'number') {
      holder = node as YAMLSeq<Node>;
      node = node.items[part];
    } else return { kind: 'missing' };
  }
  return isNode(node) ? { kind: 'node', node, holder } : { kind: 'missing' };
}

export function pairOf(map: YAMLMap, key: string | number): Pair<Node, Node> | undefined {
  const pair = map.items.find((each) => !isMerge(each) && keyText(each) === String(key));
  return pair as Pair<Node, Node> | undefined;
}

/** The key as JSON has it. */
export function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : '';
}

export function isMerge(pair: unknown): boolean {
  return isPair(pair) && isScalar(pair.key) && typeof pair.key.value === 'symbol';
}
