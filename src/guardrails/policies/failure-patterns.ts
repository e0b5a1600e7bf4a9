import { Environment } from '@marcbachmann/cel-js';
import type { z } from 'zod';
import { reasons } from '../../domain/reasons.ts';
import { actionNames } from './action-names.ts';
import { compileExpression } from './cel.ts';
import type { failurePattern } from './failure-pattern-schema.ts';
import { globMatches } from './glob.ts';
import type { FailurePattern, MistakeCondition, PatternMatch, RuleSource } from './policies.ts';
import { type PolicyProblem, problemAt } from './policy-error.ts';

type PatternDocument = z.output<typeof failurePattern>;
type Locate = (path: readonly PropertyKey[]) => RuleSource;

export type PatternReading =
  | { readonly ok: true; readonly pattern: FailurePattern }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

const environment = new Environment({ unlistedVariablesAreDyn: false, enableOptionalTypes: true })
  .registerVariable('mistake', 'map')
  .registerVariable('params', 'map')
  .registerVariable('components', 'map');

/** Makes a pattern of what the file says, or says what a schema cannot see. `locate` takes paths within the pattern. */
export function readFailurePattern(document: PatternDocument, locate: Locate): PatternReading {
  const problems: PolicyProblem[] = [];
  const match = document.match.map(({ when, ...entry }, index): PatternMatch => {
    const at = (...path: readonly PropertyKey[]) => locate(['match', index, ...path]);
    problems.push(
      ...unknown(entry.reasons, Object.keys(reasons), 'reason code; docs/reasons.md lists them', (place) =>
        at('reasons', place),
      ),
      ...unknown(entry.actions, actionNames, 'action of the catalogue', (place) => at('actions', place)),
    );
    if (when === undefined) return entry;
    const compiled = compileExpression(when, environment);
    if (compiled.ok) return { ...entry, when: Object.freeze<MistakeCondition>({ text: when, ...compiled }) };
    const problem = `the expression of ${document.name} does not compile: ${compiled.problem}`;
    problems.push(problemAt(at('when'), problem, 'mend the CEL; it has to give true or false'));
    return entry;
  });
  problems.push(
    ...unknown(document.applies?.actions, actionNames, 'action of the catalogue', (place) =>
      locate(['applies', 'actions', place]),
    ),
  );
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, pattern: { ...document, match, source: locate([]) } };
}

function unknown(
  globs: readonly string[] | undefined,
  known: readonly string[],
  what: string,
  locate: (place: number) => RuleSource,
): readonly PolicyProblem[] {
  return (globs ?? []).flatMap((glob, place) =>
    known.some((name) => globMatches(glob, name))
      ? []
      : [problemAt(locate(place), `${glob} matches no ${what}`, 'correct its spelling or take it out')],
  );
}
