import type { Action } from '../domain/action.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { Incident } from '../domain/incident.ts';
import { type JsonObject, namespaceOf } from '../domain/objects.ts';

/** The typed action that a candidate means with these params. */
export function actionOn(
  incident: Pick<Incident, 'cluster' | 'target' | 'namespaces'>,
  candidate: Candidate,
  params: JsonObject,
): Action {
  const own = incident.target === undefined ? undefined : namespaceOf(incident.target);
  const namespace = own !== undefined && incident.namespaces.includes(own) ? own : incident.namespaces[0];
  return Object.freeze({
    apiVersion: 'firebreak.dev/v1',
    action: candidate.action,
    cluster: incident.cluster,
    target: candidate.target,
    params,
    // Without a namespace nothing is claimed, and namespace discipline refuses what it cannot judge.
    ...(namespace === undefined ? {} : { incident: { namespace, namespaces: incident.namespaces } }),
  });
}
