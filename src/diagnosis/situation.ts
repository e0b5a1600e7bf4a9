import { alertName } from '../domain/alert.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Incident } from '../domain/incident.ts';

/** What an incident looks like before a model is asked. */
export interface Situation {
  readonly alerts: readonly string[];
  readonly namespaces: readonly string[];
  /** Of what the incident is about. */
  readonly kinds: readonly string[];
  /** That the rules suspect. */
  readonly causes: readonly string[];
  /** That candidates offer. */
  readonly actions: readonly string[];
}

export function situationOf(
  { alerts, namespaces, target }: Pick<Incident, 'alerts' | 'namespaces' | 'target'>,
  { causes }: Pick<Diagnosis, 'causes'>,
  candidates: readonly Candidate[],
): Situation {
  return {
    alerts: [...new Set(alerts.map(alertName))],
    namespaces,
    kinds: target === undefined ? [] : [target.kind],
    causes: causes.map(({ cause }) => cause),
    actions: [...new Set(candidates.map(({ action }) => action))],
  };
}
