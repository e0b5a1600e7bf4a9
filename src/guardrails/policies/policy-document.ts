import { type Document, isNode, LineCounter, parseAllDocuments } from 'yaml';
import { messageOf } from '../../domain/message-of.ts';
import { yamlHazard } from '../../domain/yaml-hazard.ts';
import { documentSchemas, type PolicyDocument, policyDocument } from './document-schemas.ts';
import type { RuleSource } from './policies.ts';
import type { PolicyProblem } from './policy-error.ts';
import { problemsOf } from './schema-problems.ts';

/** The place of a field, from the path that leads to it. */
export type Locate = (path: readonly PropertyKey[]) => RuleSource;

/** A field as the file has it, indentation taken off, with the comment that stands right before it. */
export type Quote = (path: readonly PropertyKey[]) => string;

/** A valid document, and the way from one of its fields back to its line and its text. */
export interface LocatedDocument {
  readonly document: PolicyDocument;
  readonly locate: Locate;
  readonly quote: Quote;
}

export interface PolicyFile {
  readonly documents: readonly LocatedDocument[];
  readonly problems: readonly PolicyProblem[];
}

/** Reads the YAML documents of one file. `file` is the name that rules and problems carry. */
export function readPolicyFile(file: string, text: string): PolicyFile {
  const files = readYamlFile(file, text).map((read) =>
    'problems' in read ? { documents: [], problems: read.problems } : readDocument(read.value, read),
  );
  return {
    documents: files.flatMap(({ documents }) => documents),
    problems: files.flatMap(({ problems }) => problems),
  };
}

/** A document as it was written, or what is wrong with its YAML. */
export type WrittenDocument =
  | { readonly value: unknown; readonly locate: Locate; readonly quote: Quote }
  | { readonly problems: readonly PolicyProblem[] };

/** The YAML documents of one file, whatever they hold. */
export function readYamlFile(file: string, text: string): readonly WrittenDocument[] {
  const hazard = yamlHazard(text);
  if (hazard !== undefined)
    return [{ problems: [{ file, line: 1, problem: hazard, mend: 'mend the YAML' }] }];
  const lines = new LineCounter();
  return parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' }).map(
    (yaml) => {
      const locate: Locate = (path) => ({ file, line: lineOf(yaml, path, lines) });
      // A warning is a tag or directive that the parser passed over: such a file says something we did not read.
      const broken = [...yaml.errors, ...yaml.warnings].map(({ pos, message }) => ({
        file,
        line: lines.linePos(pos[0]).line,
        problem: message,
        mend: 'mend the YAML',
      }));
      if (broken.length > 0) return { problems: broken };
      const read = valueOf(yaml);
      if ('problem' in read) return { problems: [{ ...locate([]), ...read }] };
      return { value: read.value, locate, quote: (path) => quoteOf(yaml, path, text) };
    },
  );
}

/** Aliases are resolved only here: one may lead nowhere, or too many may be made of one. */
function valueOf(yaml: Document): { readonly value: unknown } | Pick<PolicyProblem, 'problem' | 'mend'> {
  try {
    return { value: yaml.toJS() };
  } catch (cause) {
    return { problem: messageOf(cause), mend: 'write out what the alias stands for' };
  }
}

function readDocument(
  value: unknown,
  { locate, quote }: Pick<LocatedDocument, 'locate' | 'quote'>,
): PolicyFile {
  if (value === null) return { documents: [], problems: [] };
  const kind = typeof value === 'object' && 'kind' in value ? value.kind : undefined;
  if (typeof kind !== 'string' || !Object.hasOwn(documentSchemas, kind)) {
    const problem = `${JSON.stringify(kind) ?? 'nothing'} is not a kind of policy`;
    const mend = `use one of ${Object.keys(documentSchemas).join(', ')}`;
    return { documents: [], problems: [{ ...locate(['kind']), problem, mend }] };
  }
  const { success, data, error } = policyDocument.safeParse(value);
  if (!success) return { documents: [], problems: problemsOf(error, locate) };
  return { documents: [{ document: data, locate, quote }], problems: [] };
}

/** The line of the innermost node that the path leads to. */
function lineOf(yaml: Document, path: readonly PropertyKey[], lines: LineCounter): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = yaml.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range != null) return lines.linePos(node.range[0]).line;
  }
  return lines.linePos(yaml.contents?.range?.[0] ?? 0).line;
}

function quoteOf(yaml: Document, path: readonly PropertyKey[], text: string): string {
  const node = yaml.getIn(path, true);
  if (!isNode(node) || node.range == null) return '';
  const [start, end] = node.range;
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const indentation = new RegExp(`^ {0,${start - lineStart}}`, 'u');
  const lines = text.slice(start, end).trimEnd().split('\n');
  return [
    ...commentBefore(text.slice(0, lineStart)),
    ...lines.map((line, index) => (index === 0 ? line : line.replace(indentation, ''))),
  ].join('\n');
}

/** The comment that a text ends in, one line each. */
function commentBefore(text: string): readonly string[] {
  const before = text.split('\n').slice(0, -1);
  const last = before.findLastIndex((line) => !line.trimStart().startsWith('#'));
  return before.slice(last + 1).map((line) => line.trimStart());
}
