import type { PlannedChange } from '../actions/action-type.ts';
import { openPullRequest } from '../actions/open-pull-request.ts';
import { parseAction } from '../actions/catalogue.ts';
import type { Action } from '../domain/action.ts';
import { alertName } from '../domain/alert.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { Incident } from '../domain/incident.ts';
import type { FieldChange, ManifestEdit } from '../domain/manifest-edit.ts';
import { messageOf } from '../domain/message-of.ts';
import { type Json, type KubernetesObject, refKey, refOf } from '../domain/objects.ts';
import { wavesOf } from '../guardrails/merge-waves.ts';
import { overlayCluster } from '../guardrails/overlay-cluster.ts';
import { planAction } from '../guardrails/plan-action.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { isAway, RepositoryError, type RepositoryReader } from '../ports/repository-host.ts';
import { bodyOf, type BodyInput, titleOf } from './body.ts';
import { checkChange } from './check-change.ts';
import { healerWords } from './healers.ts';
import { driftWords, isLasting, lastingFields, liveActions } from './lasting-fix.ts';
import { locateFix, type LocatedFix } from './locate-fix.ts';
import { byObject, mergedChange } from './merged-changes.ts';
import { isProblem, type PullRequestProblem } from './problem.ts';
import { renewalSchedule } from './renewal-schedule.ts';
import type { AllowedRepository } from './repositories.ts';
import { wavesFor, waveWords } from './sync-wave.ts';

export interface LastingFixPorts {
  readonly cluster: ClusterReader;
  readonly reader: RepositoryReader;
  readonly repositories: readonly AllowedRepository[];
  readonly policies: () => Policies;
  readonly clusterName: string;
  /** What a cause's code means. */
  readonly meaningOf: (cause: string) => string;
  /** The incident's page, where people reach one from outside. */
  readonly pageOf: (incident: string) => string | undefined;
  readonly now: () => Date;
}

/** What is proposed of a diagnosis, and what people have to know about it. */
export interface DraftedFix {
  readonly actions: readonly Action[];
  readonly notes: readonly string[];
  /** Why nothing should be proposed yet: the repository cannot be asked, and a live change would be undone. */
  readonly waitsFor?: string;
}

export type DraftLastingFix = (
  incident: Pick<Incident, 'id' | 'title' | 'alerts' | 'openedAt' | 'evidence'>,
  diagnosis: Diagnosis,
) => Promise<DraftedFix>;

/**
 * Adds to a diagnosis' actions the pull request that makes them last, or puts it in their place. It never throws: what
 * cannot be located is said, and the actions stay as they are.
 */
export function createLastingFix(ports: LastingFixPorts): DraftLastingFix {
  return async (incident, diagnosis) => {
    const { actions } = diagnosis;
    try {
      const wanted = await wantedFields(diagnosis, ports);
      if (wanted.fields.length === 0) return { actions, notes: [] };
      const located = await locatedInOrder(wanted.fields, ports);
      if (isProblem(located)) {
        const healers = await healerWords(actions, ports.cluster);
        return { actions, notes: [`no pull request: ${located.words}`, ...healers] };
      }
      return await drafted(incident, diagnosis, wanted, located, ports);
    } catch (cause) {
      return withoutHost(actions, cause, ports);
    }
  };
}

/** A live change that lasts is better than none; one that is undone at once is none, and waits for the host. */
async function withoutHost(
  actions: readonly Action[],
  cause: unknown,
  { cluster }: LastingFixPorts,
): Promise<DraftedFix> {
  const why = messageOf(cause);
  const healers = await healerWords(actions, cluster).catch(() => []);
  const isHostAway = cause instanceof RepositoryError && isAway(cause);
  return {
    actions,
    notes: [`no pull request: ${why}`, ...healers],
    ...(isHostAway && healers.length > 0 ? { waitsFor: `${why}; ${healers.join('; ')}` } : {}),
  };
}

/** Where the fields belong, with the waves that keep their order: nobody knows what the cluster is like when it is merged. */
async function locatedInOrder(
  fields: readonly FieldChange[],
  { cluster, repositories, reader }: LastingFixPorts,
): Promise<LocatedFix | PullRequestProblem> {
  const sources = {
    cluster,
    repositories,
    tree: (repository: string, base: string) => reader.tree(repository, base),
  };
  const located = await locateFix(fields, sources);
  if (isProblem(located)) return located;
  if (located.controller?.appliesInWaves !== true) return located;
  const objects = await liveObjects(fields, cluster);
  const waves = wavesFor(fields, (object) => objects.get(refKey(object)));
  return waves.length === 0 ? located : locateFix([...fields, ...waves], sources);
}

interface Wanted {
  readonly fields: readonly FieldChange[];
  /** What the actions make of the live objects. */
  readonly changes: readonly PlannedChange[];
}

async function wantedFields(
  { actions, causes }: Diagnosis,
  { cluster, now }: LastingFixPorts,
): Promise<Wanted> {
  const fields: FieldChange[] = [];
  const changes: PlannedChange[] = [];
  const task = { marker: 'draft', at: now().toISOString() };
  for (const action of actions) {
    const parsed = parseAction(action);
    if (!parsed.ok || parsed.type.opens !== undefined) continue;
    const planning = await planAction(parsed, task, overlayCluster(cluster, changes));
    if (planning.outcome !== 'planned') continue;
    const { before, after } = planning.change;
    changes.push(planning.change);
    if (isLasting(action) && before !== undefined && after !== undefined)
      fields.push(...lastingFields(before, after));
    const renewal =
      action.action === 'run-cronjob' && causes[0]?.cause === 'image.pull-denied' && before !== undefined
        ? renewalSchedule(before)
        : undefined;
    if (renewal !== undefined) fields.push(renewal);
  }
  return { fields, changes };
}

async function drafted(
  incident: Parameters<DraftLastingFix>[0],
  diagnosis: Diagnosis,
  { changes }: Wanted,
  { repository, base, edits, controller }: LocatedFix,
  ports: LastingFixPorts,
): Promise<DraftedFix> {
  const live = liveActions(diagnosis.actions, controller);
  const drift = driftWords(diagnosis.actions, controller);
  const order = waveWords(edits.map(({ change }) => change));
  const objects = await liveObjects(
    edits.map(({ change }) => change),
    ports.cluster,
  );
  const explained = edits.map(({ path, change }) => {
    const object = objects.get(refKey(change.object));
    return { path, change, ...(object === undefined ? {} : { live: object }) };
  });
  const isWritten = live.some(isLasting);
  const merged = byObject(edits.map(({ change }) => change)).flatMap((group) => {
    const change = mergedChange(group, objects.get(refKey(group.object)));
    return isProblem(change) ? [] : [change];
  });
  const earlier = isWritten
    ? changes
    : (await wavesOf(merged, ports.cluster)).flatMap(({ before }) => before);
  const around = overlayCluster(ports.cluster, earlier);
  const { isPublic } = await ports.reader.facts(repository);
  const body = bodyOf({
    incident: {
      id: incident.id,
      title: incident.title,
      alerts: [...new Set(incident.alerts.map(alertName))],
      openedAt: incident.openedAt,
      ...urlOf(ports.pageOf(incident.id)),
    },
    ...causeOf(incident, diagnosis, ports),
    changes: explained,
    checked: await checkChange(
      {
        objects: merged.flatMap(({ before }) => before ?? []),
        cluster: ports.cluster,
        applied: ports.cluster,
      },
      {
        objects: merged.flatMap(({ after }) => after ?? []),
        cluster: around,
        applied: overlayCluster(around, merged),
      },
      { policies: ports.policies(), clusterName: ports.clusterName, now: ports.now() },
    ),
    live: drift,
    notes: order,
    risk: merged.every(({ risk }) => risk === 'low') ? 'low' : 'medium',
    isPublic,
  });
  const [first] = edits;
  const [sample] = diagnosis.actions;
  if (first === undefined || sample === undefined) return { actions: diagnosis.actions, notes: [] };
  const { uid: _uid, ...target } = first.change.object;
  const params = { repository, base, title: titleOf(explained), body, edits: edits.map(asParam) };
  return {
    actions: [...live, { ...sample, action: openPullRequest.name, target, params }],
    notes: [...drift, ...order],
  };
}

function asParam({ path, change: { object, field, value } }: ManifestEdit): Json {
  const { uid: _uid, ...ref } = object;
  return { path, change: { object: ref, field, ...(value === undefined ? {} : { value }) } };
}

async function liveObjects(
  changes: readonly FieldChange[],
  cluster: ClusterReader,
): Promise<ReadonlyMap<string, KubernetesObject>> {
  const objects = await Promise.all(byObject(changes).map(({ object }) => cluster.get(object)));
  return new Map(
    objects.filter((object) => object !== undefined).map((object) => [refKey(refOf(object)), object]),
  );
}

function urlOf(url: string | undefined): Pick<BodyInput['incident'], 'url'> {
  return url === undefined ? {} : { url };
}

function causeOf(
  { evidence }: Parameters<DraftLastingFix>[0],
  { causes }: Diagnosis,
  { meaningOf }: LastingFixPorts,
): Pick<BodyInput, 'cause'> {
  const [cause] = causes;
  if (cause === undefined) return {};
  return {
    cause: {
      code: cause.cause,
      meaning: meaningOf(cause.cause),
      object: cause.object,
      why: cause.why,
      evidence: evidence.filter(({ id }) => cause.evidence.includes(id)),
    },
  };
}
