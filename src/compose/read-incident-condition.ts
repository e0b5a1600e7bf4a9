import { type Alert, alertName, hasEnded } from '../domain/alert.ts';
import { canonicalJson } from '../domain/canonical.ts';
import { type Incident, isResolved } from '../domain/incident.ts';
import { type ObjectRef, refKey } from '../domain/objects.ts';
import { labelledObjects } from '../evidence/alert-labels.ts';
import { type Condition, readCondition } from '../evidence/read-condition.ts';
import { resolveTarget, targetOf } from '../evidence/resolve-target.ts';
import type { ClusterReader } from '../ports/cluster.ts';

/** More alerts than this of different names and targets are not asked about one by one. */
const mostConditions = 20;
/** Nor are more pods and other objects than this looked up to find the targets. */
const mostSubjects = 200;

/** What the alerts of an incident tell of: gone only where it is gone for every one of them. */
export async function readIncidentCondition(
  incident: Incident,
  cluster: ClusterReader,
  now: Date,
): Promise<Condition> {
  if (isResolved(incident)) return 'gone';
  const asked = new Map<string, { alert: Alert; target: ObjectRef | undefined }>();
  const firing = incident.alerts.filter((alert) => !hasEnded(alert));
  // Thousands of alerts of one group name a few objects.
  const subjects = new Map(firing.map((alert) => [subjectOf(alert), alert]));
  if (subjects.size > mostSubjects) return 'unknown';
  for (const alert of subjects.values()) {
    if (asked.size >= mostConditions) return 'unknown';
    // What was there when the incident opened is still what it is about, even if it is gone by now.
    const target = targetOf(await resolveTarget(alert, cluster)) ?? incident.target;
    asked.set(`${alertName(alert)} ${target === undefined ? '' : refKey(target)}`, { alert, target });
  }
  const conditions: Condition[] = [];
  for (const { alert, target } of asked.values()) {
    conditions.push(await readCondition(alert, target, cluster, now));
  }
  if (conditions.includes('holds')) return 'holds';
  return conditions.every((condition) => condition === 'gone') ? 'gone' : 'unknown';
}

function subjectOf(alert: Alert): string {
  return canonicalJson([alertName(alert), labelledObjects(alert)]);
}
