import { randomBytes } from 'node:crypto';
import { stringify } from 'yaml';
import type { KubernetesObject } from '../domain/objects.ts';
import type { Clock } from '../ports/clock.ts';
import { handle } from './api/handle.ts';
import { type PracticeUser, practiceUsers } from './api/roles.ts';
import { withDefaults } from './api/defaults.ts';
import { unknownFields } from './api/strict-fields.ts';
import { undecodable } from './api/validate.ts';
import type { Behaviour } from './behaviours.ts';
import type { ClusterState } from './cluster-state.ts';
import { settle } from './controllers/controllers.ts';
import { createObjectStore, withSystemFields } from './object-store.ts';
import { createRandom } from './random.ts';
import { createResources } from './resources.ts';
import { type RequestRecord, startServer, stopServer } from './server.ts';

export interface PracticeClusterOptions {
  /** A scenario's objects or those of a dump; owner references need no uid. */
  readonly objects: readonly KubernetesObject[];
  readonly behaviours?: readonly Behaviour[];
  readonly clock: Clock;
  /** From 0 up to but not including 1, as Math.random gives; for names and uids. */
  readonly random: () => number;
  /** How long the cluster has been running when it starts: time for restarts, events and revisions. 0 unless told. */
  readonly minutesOfHistory?: number;
  /** Whether controllers act; without them a dump stays exactly as it was recorded. Yes unless told. */
  readonly controllers?: boolean;
}

/** A cluster in this process: nothing real runs in it, and it forgets everything when it stops. */
export interface PracticeCluster {
  readonly url: string;
  readonly tokens: Readonly<Record<PracticeUser, string>>;
  /** A kubeconfig in YAML. The planner may only dry-run. */
  kubeConfigFor(user: PracticeUser): string;
  /** Everything that the cluster holds at this moment. */
  objects(): readonly KubernetesObject[];
  /** Every request so far, the last 20,000 at most, as an audit log would have it. */
  requests(): readonly RequestRecord[];
  stop(): Promise<void>;
}

function kubeConfig(url: string, user: string, token: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    // Plain HTTP is refused unless TLS verification is off; this server is on the loopback interface.
    clusters: [{ name: 'practice', cluster: { server: url, 'insecure-skip-tls-verify': true } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: 'practice', context: { cluster: 'practice', user } }],
    'current-context': 'practice',
  });
}

function missingNamespaces(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const present = new Set(
    objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
  );
  const named = new Set(['default', ...objects.flatMap(({ metadata }) => metadata.namespace ?? [])]);
  return [...named]
    .filter((name) => !present.has(name))
    .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}

function withOwnerUids(object: KubernetesObject, all: readonly KubernetesObject[]): KubernetesObject {
  const { ownerReferences, namespace } = object.metadata;
  if (ownerReferences === undefined) return object;
  const filled = ownerReferences.map((owner) => {
    const found = all.find(
      ({ kind, metadata }) =>
        kind === owner.kind && metadata.name === owner.name && metadata.namespace === namespace,
    );
    const uid = (owner.uid || found?.metadata.uid) ?? '';
    return Object.assign({ controller: true }, owner, { uid });
  });
  return { ...object, metadata: { ...object.metadata, ownerReferences: filled } };
}

/** A mistake in a scenario's objects is told at the start, not by a controller that stumbles over it. */
function refuseBroken(object: KubernetesObject): void {
  const unknown = unknownFields(object.kind, object).map((path) => `unknown field "${path}"`);
  const why = [...unknown, undecodable(object) ?? []].flat();
  if (why.length > 0) throw new Error(`${object.kind} ${object.metadata.name}: ${why.join(', ')}`);
}

function seed(state: ClusterState, objects: readonly KubernetesObject[], defaults: boolean): void {
  const all = [...missingNamespaces(objects), ...objects].map((object) =>
    withSystemFields(object, { uid: state.random.uid(), now: state.now() }),
  );
  for (const object of all) {
    const whole = withOwnerUids(object, all);
    if (defaults) refuseBroken(whole);
    state.store.create(defaults ? withDefaults(whole) : whole);
  }
}

/** A demo may run for days. */
const MOST_REQUESTS = 20_000;
const HISTORY_STEP_MILLISECONDS = 5_000;

/**
 * Starts the simulated API server. Its controllers need no timer: before each look at the cluster they are brought
 * up to the clock's present, so a test moves time by moving its clock.
 */
export async function startPracticeCluster(options: PracticeClusterOptions): Promise<PracticeCluster> {
  const { clock, behaviours = [], minutesOfHistory = 0, controllers = true } = options;
  const random = createRandom(options.random);
  const resources = createResources(options.objects);
  const generations = new Set(
    resources
      .all()
      .filter((one) => one.generation)
      .map(({ kind }) => kind),
  );
  let now = new Date(clock.now().getTime() - minutesOfHistory * 60_000);
  const store = createObjectStore({
    random,
    now: () => now,
    hasGeneration: (_, kind) => generations.has(kind),
  });
  const state: ClusterState = { store, resources, behaviours, random, now: () => now };
  const advance = (): void => {
    if (!controllers) return;
    const target = clock.now().getTime();
    while (now.getTime() + HISTORY_STEP_MILLISECONDS < target) {
      now = new Date(now.getTime() + HISTORY_STEP_MILLISECONDS);
      settle(state);
    }
    now = new Date(Math.max(now.getTime(), target));
    settle(state);
  };
  seed(state, options.objects, controllers);
  advance();

  const requests: RequestRecord[] = [];
  const tokens = Object.fromEntries(
    practiceUsers.map((user) => [user, randomBytes(16).toString('hex')]),
  ) as Record<PracticeUser, string>;
  const { server, url } = await startServer({
    users: new Map(practiceUsers.map((user) => [tokens[user], user])),
    handle: (request) => {
      advance();
      const answer = handle(state, request);
      if (controllers && request.method !== 'GET') settle(state);
      return answer;
    },
    record: (request) => {
      requests.push(request);
      if (requests.length > MOST_REQUESTS) requests.shift();
    },
    auditId: () => random.uid(),
  });
  return {
    url,
    tokens,
    kubeConfigFor: (user) => kubeConfig(url, user, tokens[user]),
    objects: () => {
      advance();
      return store.all();
    },
    requests: () => [...requests],
    stop: () => stopServer(server),
  };
}
