import type { Action } from './action.ts';
import { alertName } from './alert.ts';
import type { Incident } from './incident.ts';
import { type ObjectRef, withoutUid } from './objects.ts';
import type { Proposal } from './proposal.ts';

/** More names than these tell a mistake no better. */
const mostNames = 10;

/** What an incident is about, as ledger entries carry it: each of them can be read without the others. */
export interface About {
  /** Names of alerts, each once. */
  readonly alerts: readonly string[];
  readonly namespaces: readonly string[];
  readonly target: Omit<ObjectRef, 'uid'> | null;
  /** Codes of the diagnosed causes, best first. */
  readonly causes: readonly string[];
}

export function aboutOf({
  alerts,
  namespaces,
  target,
  diagnosis,
}: Pick<Incident, 'alerts' | 'namespaces' | 'target' | 'diagnosis'>): About {
  return {
    alerts: [...new Set(alerts.map(alertName))].slice(0, mostNames),
    namespaces: namespaces.slice(0, mostNames),
    target: target === undefined ? null : withoutUid(target),
    causes: (diagnosis?.causes ?? []).map(({ cause }) => cause),
  };
}

/** What was proposed and by whom, for entries about what became of it. */
export interface Proposed {
  readonly by: string;
  readonly purpose: 'fix' | 'undo';
  readonly actions: readonly Pick<Action, 'action' | 'target' | 'params'>[];
}

export function proposedOf({ by, purpose, steps }: Pick<Proposal, 'by' | 'purpose' | 'steps'>): Proposed {
  return {
    by,
    purpose,
    actions: steps.map(({ action: { action, target, params } }) => ({ action, target, params })),
  };
}
