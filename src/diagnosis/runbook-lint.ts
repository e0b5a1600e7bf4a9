import { parseAction } from '../actions/catalogue.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';
import { parseKubectl } from '../kubectl/parse-kubectl.ts';
import { type RunbookFinding, runbookSections } from './runbook.ts';
import type { RunbookText } from './runbook-parse.ts';
import { withSamples } from './runbook-placeholders.ts';

/** Characters of all four sections: what a prompt holds of one piece of evidence. */
const longestText = 4_000;

/**
 * What is wrong with runbooks that can be read: command lines that mean nothing to the guardrails, matches that two of
 * them claim, texts that nobody gets to see whole.
 */
export function lintRunbooks(texts: readonly RunbookText[]): readonly RunbookFinding[] {
  return [...texts.flatMap(lintRunbook), ...claimedTwice(texts, 'alerts'), ...claimedTwice(texts, 'causes')];
}

function lintRunbook({ runbook, lineOf, bodyLine, body }: RunbookText): readonly RunbookFinding[] {
  const { file, alerts, causes, kubectl, sections } = runbook;
  const finding = (line: number, message: string, mend: string) => ({ file, line, message, mend });
  const length = runbookSections.reduce((sum, section) => sum + sections[section].length, 0);
  const lines = body.split(/\r?\n/u);
  const hidden = lines.flatMap((line, index) => (showInvisible(line) === line ? [] : [index]));
  const inBody = commandsIn(body).map(({ text, line }) => ({ text, line: bodyLine + line }));
  const inHead = kubectl.map((text, index) => ({ text, line: lineOf(['kubectl', index]) }));
  return [
    ...(alerts.length + causes.length > 0
      ? []
      : [finding(1, 'no alert and no cause leads to it', 'name one under "alerts" or "causes"')]),
    ...(length <= longestText
      ? []
      : [
          finding(
            bodyLine,
            `${length} characters of text, ${longestText} at most`,
            'shorten it, or split it',
          ),
        ]),
    ...hidden.map((index) =>
      finding(bodyLine + index, 'a character that cannot be seen', 'take it out, or write it as text'),
    ),
    ...[...inHead, ...inBody].flatMap(({ text, line }) => {
      const problem = commandProblem(text);
      return problem === undefined ? [] : [finding(line, `${text}: ${problem.message}`, problem.mend)];
    }),
  ];
}

/** Command lines in code: `kubectl …` between backticks or as a line of a fenced block; lines count from 0. */
function commandsIn(body: string): readonly { readonly text: string; readonly line: number }[] {
  let fenced = false;
  return body.split('\n').flatMap((text, line) => {
    if (/^\s*(```|~~~)/u.test(text)) {
      fenced = !fenced;
      return [];
    }
    const trimmed = text.trim();
    if (fenced) return trimmed.startsWith('kubectl ') ? [{ text: trimmed, line }] : [];
    return [...text.matchAll(/`(?<code>kubectl [^`]+)`/gu)].map(({ groups }) => ({
      text: groups?.['code'] ?? '',
      line,
    }));
  });
}

function commandProblem(text: string): { readonly message: string; readonly mend: string } | undefined {
  const parsed = parseKubectl(withSamples(text));
  if (!parsed.ok) {
    return {
      message: `${parsed.reason}: ${parsed.message}`,
      mend: parsed.remedy ?? 'docs/kubectl.md lists what is read',
    };
  }
  if (parsed.readOnly) return undefined;
  for (const action of parsed.actions) {
    const valid = parseAction(action);
    if (!valid.ok) return { message: valid.problem, mend: 'docs/actions.md shows what the action takes' };
  }
  return undefined;
}

/** Two runbooks of one folder for the same alert or cause: which one is meant would be chance. */
function claimedTwice(texts: readonly RunbookText[], key: 'alerts' | 'causes'): readonly RunbookFinding[] {
  const first = new Map<string, string>();
  return texts.flatMap(({ runbook, lineOf }) =>
    runbook[key].flatMap((match, index) => {
      const other = first.get(match);
      if (other === undefined) {
        first.set(match, runbook.file);
        return [];
      }
      const line = lineOf([key, index]);
      const message = `${match} is named in ${other} already`;
      return [{ file: runbook.file, line, message, mend: 'name it in one of them' }];
    }),
  );
}
