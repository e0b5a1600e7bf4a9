import type { Verdict } from '../domain/verdict.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';
import type { ManifestResult } from '../manifests/judge-manifests.ts';
import { isWorthSaying, summary, titleOf } from './manifests-text.ts';

const commands: Readonly<Record<Verdict['outcome'], string>> = {
  refuse: 'error',
  hold: 'warning',
  pass: 'notice',
  skipped: 'notice',
};

/**
 * Workflow commands that mark the findings in a pull request, and a count for the log.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function manifestAnnotations(results: readonly ManifestResult[]): string {
  const lines = results.flatMap((result) =>
    result.verdicts.filter(isWorthSaying).map((verdict) => annotation(result, verdict)),
  );
  return showInvisible([...lines, data(summary(results)), ''].join('\n'));
}

function annotation(result: ManifestResult, verdict: Verdict): string {
  const properties = [
    ...placeOf(result),
    `title=${property(`Firebreak: ${titleOf(result)} (${verdict.reason})`)}`,
  ];
  const remedy = verdict.remedy === undefined ? '' : `\nremedy: ${verdict.remedy}`;
  return `::${commands[verdict.outcome]} ${properties.join(',')}::${data(verdict.message + remedy)}`;
}

/** A deleted file and stdin have no line that the pull request could show. */
function placeOf({ source, change }: ManifestResult): readonly string[] {
  if (change === 'deleted' || source.file === 'stdin') return [];
  return [`file=${property(source.file)}`, `line=${source.line}`];
}

/** What a manifest says must not end the command and begin another. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
