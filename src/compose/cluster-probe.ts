import type { ClusterReader } from '../ports/cluster.ts';

const everyMilliseconds = 15_000;
/** Every cluster has it, and nobody can delete it. */
const asked = { apiVersion: 'v1', kind: 'Namespace', name: 'default' } as const;

/**
 * Asks the API server for something small again and again, so that its absence shows before an alert comes, and its
 * return where nothing waits for it. Whether it may be read does not matter: a refusal is an answer.
 */
export function startClusterProbe(reader: Pick<ClusterReader, 'get'>): { stop(): void } {
  const timer = setInterval(() => {
    reader.get(asked).catch(() => undefined);
  }, everyMilliseconds);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
