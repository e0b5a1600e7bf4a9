import { z } from 'zod';
import type { EvidenceItem } from '../domain/evidence.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { namespaceOf } from '../domain/objects.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { Clock } from '../ports/clock.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { CollectedEvidence } from './collect-evidence.ts';
import { archiveLook } from './archived-logs.ts';
import type { CollectorContext, Observation } from './collector.ts';
import { observeEvent } from './collectors/events.ts';
import { podLog } from './collectors/logs.ts';
import type { KnownKind } from './kinds.ts';
import { apiVersions } from './kinds.ts';
import { lookOr } from './look-error.ts';
import { numberItems } from './number-items.ts';
import { observe, observeBriefly } from './observe.ts';
import { observedReader } from './observed-reader.ts';
import { redactObservation } from './redact-observation.ts';
import type { Redact } from '../ports/redact.ts';
import { redact as redactByPatterns } from './text/redact.ts';
import { allOf } from './related.ts';
import { listText } from './request-text.ts';
import { podView } from './views/pod-view.ts';

/** What a tool found, or in words why it did not look; with a reason where the caller asked for what it may not. */
export type ReadToolResult =
  | { readonly items: readonly EvidenceItem[] }
  | { readonly refused: string; readonly reason?: ReasonCode };

/** A look that a model may ask for: typed, within the incident's namespaces, at objects that evidence has shown. */
export interface ReadTool {
  readonly name: string;
  readonly description: string;
  readonly parameters: z.ZodType;
  run(args: unknown, signal: AbortSignal): Promise<ReadToolResult>;
}

export interface ReadToolContext {
  readonly collected: Pick<CollectedEvidence, 'items' | 'objects'>;
  readonly namespaces: readonly string[];
  readonly cluster: ClusterReader;
  /** Asked for logs that no kubelet has any more, around when these alerts began to fire. */
  readonly logs?: Pick<CollectorContext, 'alerts' | 'archive'>;
  readonly clock: Clock;
  /** API calls that all tools together may make. */
  readonly apiCalls: number;
  /** Characters that all tools together may give. */
  readonly characters: number;
  /** By the patterns alone unless given. */
  readonly redact?: Redact;
}

export interface ReadTools {
  readonly tools: readonly ReadTool[];
  /** Everything that the tools have shown since, with raw objects: candidates may be computed from it. */
  found(): Pick<CollectedEvidence, 'items' | 'objects' | 'apiCalls' | 'characters'>;
}

const evidenceId = z.string().regex(/^ev_\d+$/u, 'an evidence id such as ev_3');
const mostEvents = 20;
const listable = {
  workloads: ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob'],
  services: ['Service'],
} as const;

/** The tools of one incident. They share one budget, and number on where the collected evidence ended. */
export function createReadTools(context: ReadToolContext): ReadTools {
  const items: EvidenceItem[] = [];
  const objects = new Map<string, KubernetesObject>();
  let calls = 0;
  let characters = 0;

  /** The object behind an id, if evidence has shown it and it lies within the incident. */
  function seen(id: string): KubernetesObject | undefined {
    const object = context.collected.objects.get(id) ?? objects.get(id);
    if (object === undefined) return undefined;
    const namespace = namespaceOf({ kind: object.kind, ...object.metadata });
    return namespace === undefined || context.namespaces.includes(namespace) ? object : undefined;
  }

  async function show(
    signal: AbortSignal,
    look: (cluster: ClusterReader) => Promise<readonly Observation[]>,
  ): Promise<ReadToolResult> {
    const left = context.apiCalls - calls;
    if (left <= 0) return { refused: 'the API calls of this incident are used up' };
    const reader = observedReader(context.cluster, left, signal);
    const observations = await look(reader.cluster);
    const redacted = await Promise.all(
      observations.map(
        async (observation) => await redactObservation(observation, context.redact ?? redactByPatterns),
      ),
    );
    const numbered = numberItems(redacted, {
      first: context.collected.items.length + items.length + 1,
      characters: context.characters - characters,
      at: context.clock.now(),
    });
    calls += reader.calls();
    characters += numbered.characters;
    items.push(...numbered.items);
    for (const [id, object] of numbered.objects) objects.set(id, object);
    return { items: numbered.items };
  }

  const tools = [
    tool({
      name: 'read_log',
      description: 'Log of one container of a pod that evidence has shown, folded and redacted.',
      parameters: z.strictObject({
        pod: evidenceId,
        container: z.string(),
        previous: z.boolean().optional(),
      }),
      run: async ({ pod: id, container, previous = false }, signal) => {
        const object = seen(id);
        if (object?.kind !== 'Pod') return refuseUnseen(id, 'Pod');
        const pod = podView(object);
        const names = pod.containers.map(({ name }) => name);
        if (!names.includes(container)) return refuseContainer(names);
        const { logs, clock } = context;
        const archive = logs === undefined ? undefined : archiveLook({ ...logs, now: clock.now(), signal });
        return await show(signal, async (cluster) => podLog(pod, container, previous, cluster, archive));
      },
    }),
    tool({
      name: 'describe_object',
      description:
        'An object that evidence has shown, as it is now: status, containers, resources, conditions.',
      parameters: z.strictObject({ object: evidenceId }),
      run: async ({ object: id }, signal) => {
        const object = seen(id);
        if (object === undefined) return refuseUnseen(id, 'object');
        const observation = observe(object);
        return await show(signal, async (cluster) =>
          lookOr(observation.kind, observation.ref, async () => {
            const { uid: _uid, ...ref } = observation.ref;
            const now = await cluster.get(ref);
            return now === undefined ? [] : [observe(now)];
          }),
        );
      },
    }),
    tool({
      name: 'list_objects',
      description: 'Workloads or Services of one of the incident’s namespaces.',
      parameters: z.strictObject({ what: z.enum(['workloads', 'services']), namespace: z.string() }),
      run: async ({ what, namespace }, signal) => {
        if (!context.namespaces.includes(namespace)) return refuseNamespace(context.namespaces);
        const kinds: readonly KnownKind[] = listable[what];
        return await show(signal, async (cluster) => {
          const looks = kinds.map(async (kind) => {
            const about = { apiVersion: apiVersions[kind], kind, namespace, name: '*' };
            return await lookOr('workload', about, async () =>
              (await allOf(kind, namespace, cluster)).map(observeBriefly),
            );
          });
          return (await Promise.all(looks)).flat();
        });
      },
    }),
    tool({
      name: 'read_events',
      description: 'Events about an object that evidence has shown.',
      parameters: z.strictObject({ object: evidenceId }),
      run: async ({ object: id }, signal) => {
        const object = seen(id);
        const namespace = object?.metadata.namespace;
        if (object === undefined || namespace === undefined) return refuseUnseen(id, 'namespaced object');
        const query = {
          apiVersion: apiVersions.Event,
          kind: 'Event',
          namespace,
          fieldSelector: `involvedObject.kind=${object.kind},involvedObject.name=${object.metadata.name}`,
          limit: mostEvents,
        };
        const { ref } = observe(object);
        return await show(signal, async (cluster) =>
          lookOr('event', ref, async () =>
            (await cluster.list(query)).items.map((event) => observeEvent(event, listText(query))),
          ),
        );
      },
    }),
  ];
  return { tools, found: () => ({ items, objects, apiCalls: calls, characters }) };
}

/** Binds a tool's arguments to its schema: what does not fit is refused in words. */
function tool<T>(definition: {
  readonly name: string;
  readonly description: string;
  readonly parameters: z.ZodType<T>;
  readonly run: (args: T, signal: AbortSignal) => Promise<ReadToolResult>;
}): ReadTool {
  return {
    ...definition,
    run: async (args, signal) => {
      const parsed = definition.parameters.safeParse(args);
      if (!parsed.success) return { refused: z.prettifyError(parsed.error) };
      return await definition.run(parsed.data, signal);
    },
  };
}

function refuseContainer(names: readonly string[]): ReadToolResult {
  return { refused: `the pod's containers are ${names.join(', ')}`, reason: 'reply.unseen-object' };
}

function refuseUnseen(id: string, what: string): ReadToolResult {
  return {
    reason: 'reply.unseen-object',
    refused: `${id} shows no ${what} of this incident: only what evidence has shown can be looked at`,
  };
}

function refuseNamespace(namespaces: readonly string[]): ReadToolResult {
  return {
    reason: 'reply.outside-namespaces',
    refused: `this incident is about ${namespaces.join(', ') || 'no namespace'}: others are not looked at`,
  };
}
