import { type ClusterReader, ClusterError } from '../ports/cluster.ts';
import { createReadTools, type ReadTool } from './read-tools.ts';

/** The read tools without a cluster behind them: for their names, descriptions and parameters. */
export function describeReadTools(): readonly ReadTool[] {
  const nowhere = async (): Promise<never> => {
    throw new ClusterError('unreachable', 'there is no cluster');
  };
  const cluster: ClusterReader = { get: nowhere, list: nowhere, logs: nowhere };
  return createReadTools({
    collected: { items: [], objects: new Map() },
    namespaces: [],
    cluster,
    clock: { now: () => new Date(0) },
    apiCalls: 0,
    characters: 0,
  }).tools;
}
