import type { Mistake } from '../../domain/mistake.ts';
import { anyGlobMatches } from '../../guardrails/policies/glob.ts';
import type { FailurePattern, PatternMatch, Policies } from '../../guardrails/policies/policies.ts';

export type PatternPolicies = Pick<Policies, 'failurePatterns' | 'namespaceMap'>;

/** The first pattern that fits a mistake; undefined where none does. */
export function classify(
  mistake: Mistake,
  { failurePatterns, namespaceMap }: PatternPolicies,
): FailurePattern | undefined {
  return failurePatterns.find(({ match }) =>
    match.some((entry) => fits(entry, mistake, namespaceMap.components)),
  );
}

function fits(entry: PatternMatch, mistake: Mistake, components: Readonly<Record<string, string>>): boolean {
  return (
    isOneOf(entry.sources, [mistake.source]) &&
    isOneOf(entry.layers, mistake.layers) &&
    hasName(entry.reasons, mistake.reasons) &&
    hasName(entry.models, [mistake.model]) &&
    hasName(entry.alerts, mistake.alerts) &&
    hasName(entry.namespaces, [mistake.namespace]) &&
    hasName(entry.causes, mistake.causes) &&
    hasName(entry.actions, [mistake.action]) &&
    hasName(entry.kinds, [mistake.kind]) &&
    hasName(entry.tools, [mistake.tool]) &&
    hasText(entry.text, mistake) &&
    (entry.when === undefined ||
      entry.when.evaluate({ mistake, params: mistake.params, components }) === 'true')
  );
}

function isOneOf<T>(wanted: readonly T[] | undefined, values: readonly T[]): boolean {
  return wanted === undefined || values.some((value) => wanted.includes(value));
}

function hasName(globs: readonly string[] | undefined, names: readonly string[]): boolean {
  return globs === undefined || names.some((name) => anyGlobMatches(globs, name));
}

function hasText(wanted: readonly string[] | undefined, { params, text }: Mistake): boolean {
  if (wanted === undefined) return true;
  const said = `${JSON.stringify(params)}\n${text}`.toLowerCase();
  return wanted.some((part) => said.includes(part.toLowerCase()));
}
