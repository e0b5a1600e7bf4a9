import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { apiVersions, known } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe } from '../observe.ts';
import { listText } from '../request-text.ts';
import { isUnhealthy } from '../views/pod-view.ts';
import { observeEvent } from './events.ts';
import { incidentPods } from './pods.ts';

const mostNodes = 2;
const mostCandidates = 12;
const mostEvents = 20;

/**
 * The Node of the incident, or those on which its pods do badly; where pods find no node, the first nodes of the
 * cluster with their taints, architecture and capacity.
 */
export const nodeCollector: Collector = {
  name: 'node',
  kind: 'node',
  collect: async (context) => {
    const names = context.target?.kind === 'Node' ? [context.target.name] : await nodesOfBadPods(context);
    const looks = names.map(async (name) => {
      const ref = known('Node', name);
      return await lookOr('node', ref, async () => {
        const node = await context.cluster.get(ref);
        return node === undefined ? [] : [observe(node)];
      });
    });
    const events = context.target?.kind === 'Node' ? await eventsOf(context.target.name, context) : [];
    return [...(await Promise.all(looks)).flat(), ...events, ...(await candidates(context))];
  },
};

/** A node lies in no namespace; its events are written into `default`. */
async function eventsOf(node: string, context: CollectorContext): Promise<readonly Observation[]> {
  const query = {
    apiVersion: apiVersions.Event,
    kind: 'Event',
    namespace: 'default',
    fieldSelector: `involvedObject.kind=Node,involvedObject.name=${node}`,
    limit: mostEvents,
  };
  return await lookOr('event', known('Node', node), async () =>
    (await context.cluster.list(query)).items.map((event) =>
      observeEvent(event, listText(query), context.now),
    ),
  );
}

async function candidates(context: CollectorContext): Promise<readonly Observation[]> {
  if (context.target?.kind === 'Node') return [];
  const waiting = (await incidentPods(context)).some((pod) => pod.unschedulable !== undefined);
  if (!waiting) return [];
  const query = { apiVersion: apiVersions.Node, kind: 'Node', limit: mostCandidates };
  return await lookOr('node', known('Node', '*'), async () => {
    const { items, truncated } = await context.cluster.list(query);
    const cut: readonly Observation[] = truncated
      ? [
          {
            kind: 'node',
            ref: known('Node', '*'),
            source: `GET /api/v1/nodes?limit=${mostCandidates}`,
            trust: 'trusted',
            status: 'could-not-look',
            summary: `more nodes than the ${mostCandidates} that are shown`,
          },
        ]
      : [];
    return [...items.map(observe), ...cut];
  });
}

async function nodesOfBadPods(context: CollectorContext): Promise<readonly string[]> {
  const pods = (await incidentPods(context)).filter(isUnhealthy);
  return [...new Set(pods.flatMap(({ node }) => node ?? []))].slice(0, mostNodes);
}
