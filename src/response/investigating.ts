import { openPullRequest } from '../actions/open-pull-request.ts';
import type { Action } from '../domain/action.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Draft, Incident } from '../domain/incident.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import { isResolved } from '../domain/incident.ts';
import { refText } from '../domain/objects.ts';
import { aboutOf } from '../domain/on-record.ts';
import type { Redact } from '../ports/redact.ts';
import type { DraftedFix } from '../pull-requests/draft-lasting-fix.ts';
import { holdForLimit } from './hold.ts';
import { requireCluster } from './require-cluster.ts';
import { advance, close, event, type ResponsePorts, type Stage } from './stage.ts';

/** One missing right closes many places; these are enough to find it. */
const mostForbiddenLooks = 10;

/** Until a repository host that was away is asked again. */
const hostMilliseconds = 5 * 60_000;

/** Gathers evidence, has it diagnosed, and drafts what the diagnosis would change. */
export const investigating: Stage = {
  state: 'investigating',
  async run(incident, ports, signal) {
    if (isResolved(incident)) return close(incident, 'self-resolved', 'the alerts resolved by themselves');
    await requireCluster(incident, ports.cluster);
    const { evidence, missteps, target, ...findings } = await ports.investigate(incident, signal);
    const drafted = await lastingFix({ ...incident, evidence }, findings.diagnosis, ports);
    const { actions, notes: known, waitsFor } = drafted;
    const diagnosis: Diagnosis = { ...findings.diagnosis, actions };
    // What an interrupted look has found is no ground for a decision.
    signal.throwIfAborted();
    const found = {
      ...incident,
      evidence,
      diagnosis,
      ...(target === undefined ? {} : { target }),
    };
    const { by, summary, causes, notes, cost } = diagnosis;
    const about = aboutOf(found);
    const events = [
      event(incident, 'evidence.gathered', {
        items: evidence.length,
        cost,
        forbidden: forbiddenLooks(evidence),
        about,
      }),
      ...missteps.map((misstep) => event(incident, 'model.misstep', { ...misstep, about })),
      event(incident, 'diagnosis.made', {
        by,
        summary,
        causes,
        actions,
        notes: [...notes, ...known],
        handOver: diagnosis.handOver ?? null,
      }),
    ];
    if (diagnosis.handOver !== undefined) return close(found, 'handed-over', diagnosis.handOver, events);
    if (actions.length === 0) {
      return incident.refusals.length === 0
        ? close(found, 'no-action', diagnosis.summary, events)
        : close(
            found,
            'refused',
            'the guardrails refused what was proposed, and nothing better is known',
            events,
          );
    }
    const draft: Draft = { purpose: 'fix', by, actions, notes: known };
    const now = ports.clock.now();
    const reviewing = advance(found, { state: 'reviewing', draft }, events, now);
    if (waitsFor === undefined) return reviewing;
    const until = new Date(now.getTime() + hostMilliseconds).toISOString();
    const limit = { reason: 'pull-request.host-away', message: await ports.redact(waitsFor), until } as const;
    const held = holdForLimit(reviewing.incident, draft, limit, ports);
    return { ...held, events: [...events, ...held.events] };
  },
};

/** The actions with the pull request that makes them last, where there is one, and what people have to know about that. */
async function lastingFix(
  incident: Incident,
  diagnosis: Diagnosis,
  { pullRequests, redact }: ResponsePorts,
): Promise<DraftedFix> {
  const { actions } = diagnosis;
  if (pullRequests?.lastingFix === undefined || actions.length === 0) return { actions, notes: [] };
  const drafted = await pullRequests.lastingFix(incident, diagnosis);
  // Its words quote live objects, verdicts and the host, and go on record before any layer has looked.
  return {
    ...drafted,
    actions: await Promise.all(drafted.actions.map((action) => withTellableWords(action, redact))),
    notes: await Promise.all(drafted.notes.map(redact)),
  };
}

async function withTellableWords(action: Action, redact: Redact): Promise<Action> {
  const { title, body } = action.params;
  if (action.action !== openPullRequest.name || typeof title !== 'string' || typeof body !== 'string') {
    return action;
  }
  return { ...action, params: { ...action.params, title: await redact(title), body: await redact(body) } };
}

/** Where the planner may not look, each place once. */
function forbiddenLooks(evidence: readonly EvidenceItem[]): readonly string[] {
  const looks = evidence.filter(({ forbidden }) => forbidden === true);
  return [...new Set(looks.map(({ ref }) => refText(ref)))].slice(0, mostForbiddenLooks);
}
