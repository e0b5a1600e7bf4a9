import { type RunbookFinding, type Runbook, type RunbookSection, runbookSections } from './runbook.ts';
import { readRunbookHead } from './runbook-head.ts';

/** A runbook and the lines of its parts, for those who have more to say of them. */
export interface RunbookText {
  readonly runbook: Runbook;
  /** The line of a value of the head, by its path. */
  readonly lineOf: (path: readonly PropertyKey[]) => number;
  /** The line of the first text after the head. */
  readonly bodyLine: number;
  readonly body: string;
}

export type ParsedRunbook = RunbookText | { readonly findings: readonly RunbookFinding[] };

/** Far more than anybody reads at night. */
const longestFile = 65_536;

/** Reads one runbook; `file` is what findings call it. */
export function parseRunbook(text: string, file: string, packaged = false): ParsedRunbook {
  if (text.length > longestFile) {
    const message = `longer than ${longestFile} characters`;
    return { findings: [{ file, line: 1, message, mend: 'split it by alert' }] };
  }
  const match = /^---\r?\n(?<yaml>[\s\S]*?)\r?\n---\r?\n(?<body>[\s\S]*)$/u.exec(text);
  const { yaml, body } = match?.groups ?? {};
  if (yaml === undefined || body === undefined) {
    const mend = 'begin the file with a line "---", the head, and another "---"';
    return { findings: [{ file, line: 1, message: 'no YAML head', mend }] };
  }
  const read = readRunbookHead(yaml, file);
  const bodyLine = lineAt(text, text.length - body.length);
  const found = sectionsOf(body);
  const missing = runbookSections.flatMap((section) => {
    const at = found.get(section);
    if (at !== undefined && at.text !== '') return [];
    const line = bodyLine + (at === undefined ? 0 : at.line - 1);
    return [
      { file, line, message: `no text under "## ${section}"`, mend: 'add it, or say why there is none' },
    ];
  });
  if ('findings' in read || missing.length > 0) {
    return { findings: [...('findings' in read ? read.findings : []), ...missing] };
  }
  const texts = Object.fromEntries(runbookSections.map((name) => [name, found.get(name)?.text ?? '']));
  const sections = Object.freeze(texts as Record<RunbookSection, string>);
  const runbook = Object.freeze({ file, packaged, ...read.head, sections });
  return { runbook, lineOf: read.lineOf, bodyLine, body };
}

/** Every `## Title` of a body with its text, and its line in the body. */
function sectionsOf(body: string): ReadonlyMap<string, { readonly text: string; readonly line: number }> {
  const found = [...body.matchAll(/^## +(?<title>.*)$/gmu)];
  return new Map(
    found.map((match, index) => {
      const start = match.index + match[0].length;
      const text = body.slice(start, found[index + 1]?.index).trim();
      return [(match.groups?.['title'] ?? '').trim(), { text, line: lineAt(body, match.index) }] as const;
    }),
  );
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
