import { isDefinite } from '../execution/is-definite.ts';
import { ClusterError, type ClusterReader } from '../ports/cluster.ts';

/** Whether the API server answered when it was asked last. */
export interface ClusterProbe {
  isAway(): boolean;
  stop(): void;
}

const everyMilliseconds = 15_000;
/** Every cluster has it, and nobody can delete it. */
const asked = { apiVersion: 'v1', kind: 'Namespace', name: 'default' } as const;

/**
 * Asks the API server for something small again and again, so that its absence shows before an alert comes, and its
 * return where nothing waits for it. Whether it may be read does not matter: a refusal is an answer.
 */
export function startClusterProbe(reader: Pick<ClusterReader, 'get'>): ClusterProbe {
  let away = false;
  const ask = async () => {
    try {
      await reader.get(asked);
      away = false;
    } catch (cause) {
      away = cause instanceof ClusterError && !isDefinite(cause);
    }
  };
  const timer = setInterval(() => void ask(), everyMilliseconds);
  timer.unref();
  return { isAway: () => away, stop: () => clearInterval(timer) };
}
