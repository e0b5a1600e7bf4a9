import type { Situation } from '../../diagnosis/situation.ts';
import { anyGlobMatches } from '../../guardrails/policies/glob.ts';
import type { FailurePattern } from '../../guardrails/policies/policies.ts';
import type { ClassifiedMistake } from './failure-log.ts';

/** More advice than this is not read. */
const mostLessons = 5;
const weights = { alert: 4, namespace: 2, kind: 1, trigger: 3 } as const;

/**
 * The lessons that an incident's prompt gets, most fitting first: of patterns that incidents of the same alert,
 * namespace or kind have shown, and of those whose triggers fit. Sentences of policy files, and nothing of an event.
 */
export function lessonsFor(
  situation: Situation,
  patterns: readonly FailurePattern[],
  seen: readonly ClassifiedMistake[],
): readonly string[] {
  const likeness = new Map<string, number>();
  for (const { pattern, ...mistake } of seen) {
    if (pattern === undefined) continue;
    likeness.set(pattern, Math.max(likeness.get(pattern) ?? 0, likenessOf(mistake, situation)));
  }
  return patterns
    .flatMap((pattern) => {
      const { name, lesson } = pattern;
      const weight = (likeness.get(name) ?? 0) + (triggers(pattern, situation) ? weights.trigger : 0);
      return lesson === undefined ? [] : [{ lesson, weight }];
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, mostLessons)
    .map(({ lesson }) => lesson);
}

function likenessOf(mistake: Omit<ClassifiedMistake, 'pattern'>, situation: Situation): number {
  const alert = mistake.alerts.some((name) => situation.alerts.includes(name)) ? weights.alert : 0;
  const namespace = situation.namespaces.includes(mistake.namespace) ? weights.namespace : 0;
  return alert + namespace + (situation.kinds.includes(mistake.kind) ? weights.kind : 0);
}

function triggers({ applies = {} }: FailurePattern, situation: Situation): boolean {
  const fields = ['alerts', 'namespaces', 'kinds', 'causes', 'actions'] as const;
  return fields.some((field) => {
    const globs = applies[field];
    return globs !== undefined && situation[field].some((name) => anyGlobMatches(globs, name));
  });
}
