import {
  type Document,
  type DocumentOptions,
  isNode,
  LineCounter,
  type ParseOptions,
  parseAllDocuments,
  type ScalarTag,
  type SchemaOptions,
} from 'yaml';
import { yamlHazard } from '../domain/yaml-hazard.ts';
import { UnreadableManifestError } from './manifest.ts';

export interface YamlDocument {
  readonly value: unknown;
  /** The line on which the value at a path begins. */
  readonly lineOf: (path: readonly (string | number)[]) => number;
}

/**
 * kubectl reads YAML 1.1 booleans: a `privileged: yes` that we took for a text would be a pod that nobody judged.
 * https://yaml.org/type/bool.html
 */
const oldBoolean: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  identify: (value) => typeof value === 'boolean',
  test: /^(?:[yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/u,
  resolve: (text) => /^(?:y|on)/iu.test(text),
};

export const BYTE_ORDER_MARK = '\uFEFF';

/** The parser takes the mark for a column of the first line, and a list or map that begins there for a broken one. */
export function withoutByteOrderMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
}

/** How kubectl reads YAML: merge keys and old booleans count. */
export const kubectlYaml = {
  merge: true,
  customTags: (tags) => [oldBoolean, ...tags],
  prettyErrors: false,
  // A warning on stderr would quote the file.
  logLevel: 'error',
} as const satisfies ParseOptions & DocumentOptions & SchemaOptions;

/**
 * The documents of a YAML or JSON text, as kubectl reads them: merge keys and old booleans count. Empty ones are left
 * out. Throws `UnreadableManifestError`, whose message quotes no line of the file: it may hold Secrets.
 */
export function yamlDocuments(text: string, file: string): readonly YamlDocument[] {
  const lines = new LineCounter();
  return parse(text, file, lines).flatMap((document) => {
    const [problem] = [...document.errors, ...document.warnings];
    if (problem !== undefined) {
      throw new UnreadableManifestError({ file, line: lines.linePos(problem.pos[0]).line }, problem.message);
    }
    const lineOf: YamlDocument['lineOf'] = (path) => lines.linePos(offsetOf(document, path)).line;
    const value = valueOf(document, { file, line: lineOf([]) });
    return value === null || value === undefined ? [] : [{ value, lineOf }];
  });
}

function parse(whole: string, file: string, lineCounter: LineCounter): readonly Document.Parsed[] {
  const text = withoutByteOrderMark(whole);
  const hazard = yamlHazard(text);
  if (hazard !== undefined) throw new UnreadableManifestError({ file, line: 1 }, hazard);
  return [...parseAllDocuments(text, { ...kubectlYaml, lineCounter })];
}

/** Aliases without an anchor, or too many of them, show only here. */
function valueOf(document: Document.Parsed, place: UnreadableManifestError['place']): unknown {
  try {
    return document.toJS() as unknown;
  } catch (cause) {
    throw new UnreadableManifestError(place, cause instanceof Error ? cause.message : 'cannot be resolved');
  }
}

function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  return isNode(node) && node.range != null ? node.range[0] : 0;
}
