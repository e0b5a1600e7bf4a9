import { type Document, parseAllDocuments } from 'yaml';
import type { Json } from '../../domain/objects.ts';
import { yamlHazard } from '../../domain/yaml-hazard.ts';
import { kubectlYaml, withoutByteOrderMark } from '../../manifests/yaml-documents.ts';
import { type PullRequestProblem, problem } from '../problem.ts';

/** A file's text with what it says: one value a document, in order. */
export interface YamlText {
  /** Without a byte order mark. */
  readonly text: string;
  readonly documents: readonly Document.Parsed[];
  readonly values: readonly Json[];
}

const LONGEST = 1_000_000;

/**
 * Line ends that the YAML 1.1 parser of kubectl sees and a YAML 1.2 parser does not, and characters that neither takes:
 * what such a file says depends on who reads it.
 */
// oxlint-disable-next-line no-control-regex -- control characters are what it looks for
const AMBIGUOUS = /\r(?!\n)|[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u0085\u2028\u2029]/u;

/** Reads a file of YAML or JSON. */
export function readYaml(whole: string): YamlText | PullRequestProblem {
  const text = withoutByteOrderMark(whole);
  if (text.length > LONGEST) return unreadable('it is longer than a million characters');
  if (AMBIGUOUS.test(text))
    return unreadable('it holds control characters that YAML parsers read differently');
  const hazard = yamlHazard(text);
  if (hazard !== undefined) return unreadable(hazard);
  try {
    const documents = [
      ...parseAllDocuments(text, { ...kubectlYaml, keepSourceTokens: true, logLevel: 'silent' }),
    ] as Document.Parsed[];
    const found = documents.flatMap((document) => [...document.errors, ...document.warnings])[0];
    if (found !== undefined) {
      if (text.includes('{{')) return templated();
      return unreadable(`at character ${found.pos[0]}: ${found.code}`);
    }
    return { text, documents, values: documents.map((document) => document.toJS() as Json) };
  } catch {
    return unreadable('its aliases lead nowhere, or stand for too much');
  }
}

function unreadable(why: string): PullRequestProblem {
  return problem('pull-request.file-unreadable', `The file cannot be edited safely: ${why}.`);
}

export function templated(): PullRequestProblem {
  return problem(
    'pull-request.templated',
    'The file is a template ({{ … }}): what it renders to is not known here, so it is left to people.',
  );
}
