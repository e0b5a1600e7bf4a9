import { isDeepStrictEqual } from 'node:util';
import { type Document, isAlias, type ParsedNode, visit } from 'yaml';
import type { Json } from '../../domain/objects.ts';
import { BYTE_ORDER_MARK } from '../../manifests/yaml-documents.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import { findNode } from './find-node.ts';
import { spliced } from './lines.ts';
import { extentAt, sourceAt, stepForms } from './step-forms.ts';
import { type Path, stepsBetween, valueIn, type ValueStep, withStep, withValueAt } from './value-steps.ts';
import { readYaml, type YamlText } from './yaml-text.ts';

/** What one place of a file should say. Without `value` the entry is taken out. */
export interface ValueChange {
  /** Of the documents of the file, counted from 0. */
  readonly document: number;
  /** Keys and indexes; an index one past the end of a list appends to it. */
  readonly at: Path;
  readonly value?: Json;
  /** How the value is to be written, such as `'512Mi'` with its quotes: what an undo of an edit goes back to. */
  readonly source?: string;
}

export interface EditedText {
  readonly text: string;
  /** How the single value was written that the edit replaced; absent where it was a map or list, or not there. */
  readonly replaced?: string;
}

/**
 * Changes one value of a YAML or JSON file and not another byte: comments, quotes, indents, anchors, key order and line
 * ends stay. The result is read again, and differs from what was read before in that value alone, or it is refused.
 *
 * A value that an alias (`*name`) or a merge (`<<`) brings in is written out at this place; one that has an anchor which
 * other places use is refused, because it would change there too.
 */
export function editManifest(text: string, change: ValueChange): EditedText | PullRequestProblem {
  const before = readYaml(text);
  if (isProblem(before)) return before;
  const edited = editYaml(before, change);
  if (isProblem(edited) || !text.startsWith(BYTE_ORDER_MARK)) return edited;
  return { ...edited, text: BYTE_ORDER_MARK + edited.text };
}

function editYaml(before: YamlText, change: ValueChange): EditedText | PullRequestProblem {
  const document = before.documents[change.document];
  const value = before.values[change.document];
  if (document === undefined || value === undefined) {
    return problem('pull-request.not-in-manifest', 'The file has no such document.');
  }
  const target = withValueAt(value, change.at, change.value);
  if (target === undefined) return problem('pull-request.not-in-manifest', 'The file has no such place.');
  const replaced = sourceAt(before.text, document, change.at);
  if (change.source !== undefined) return writtenAs(before, change, change.source, target);
  const steps = stepsBetween(value, target);
  if (steps.length === 0) return problem('pull-request.already-there', 'The file says so already.');
  const edited = steps.reduce<YamlText | PullRequestProblem>(
    (current, step) => (isProblem(current) ? current : afterStep(current, change.document, step)),
    before,
  );
  if (isProblem(edited)) return edited;
  return { text: edited.text, ...(replaced === undefined ? {} : { replaced }) };
}

function writtenAs(
  before: YamlText,
  change: ValueChange,
  source: string,
  target: Json,
): EditedText | PullRequestProblem {
  const document = before.documents[change.document];
  const extent = document === undefined ? undefined : extentAt(before.text, document, change.at);
  if (extent === undefined) {
    return problem('pull-request.not-in-manifest', 'The file has no single value at that place.');
  }
  const [start, to] = extent;
  // Nothing at all is written without the space that an indicator has before a value.
  const from = source === '' ? before.text.slice(0, start).trimEnd().length : start;
  const text = spliced(before.text, { from, to, source });
  const after = asExpected(text, before.values.with(change.document, target));
  return after === undefined ? unsafe(before) : { text, replaced: before.text.slice(start, to) };
}

function afterStep(before: YamlText, index: number, step: ValueStep): YamlText | PullRequestProblem {
  const document = before.documents[index];
  const expected = withStep(before.values[index] ?? null, step);
  if (document === undefined || expected === undefined) return unsafe(before);
  const values = before.values.with(index, expected);
  for (const text of stepForms(before.text, document, ownStep(document, step, expected))) {
    const after = asExpected(text, values);
    if (after !== undefined) return after;
  }
  return unsafe(before);
}

/**
 * A step below an alias becomes one on the alias itself, which writes out what it stands for; one below what is merged
 * in becomes an entry of the map's own, which goes before the merged one.
 */
function ownStep(document: Document.Parsed, step: ValueStep, expected: Json): ValueStep {
  const place = step.op === 'replace' ? step.at : step.at.slice(0, -1);
  const found = findNode(document, place);
  const depth =
    found.kind === 'node' && isAlias(found.node) ? place.length : 'depth' in found ? found.depth : -1;
  if (depth < 0 || (step.op === 'replace' && depth === place.length)) return step;
  const at = step.at.slice(0, found.kind === 'merged' ? depth + 1 : depth);
  const value = valueIn(expected, at);
  return value === undefined ? step : { op: found.kind === 'merged' ? 'add' : 'replace', at, value };
}

function asExpected(text: string, values: readonly Json[]): YamlText | undefined {
  const after = readYaml(text);
  return !isProblem(after) && isDeepStrictEqual(after.values, values) ? after : undefined;
}

function unsafe({ documents }: YamlText): PullRequestProblem {
  const hasAliases = documents.some(({ contents }) => contents !== null && hasAlias(contents));
  if (hasAliases) {
    return problem(
      'pull-request.shared-anchor',
      'The value stands under an anchor (&name) that other places use: it would change there too.',
    );
  }
  return problem(
    'pull-request.edit-unsafe',
    'No way of writing the value in this file leaves everything else as it is.',
  );
}

function hasAlias(contents: ParsedNode): boolean {
  let found = false;
  visit(contents, {
    Alias() {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}
