import type { ClusterDryRun, ClusterReader, ClusterWriter } from '../../ports/cluster.ts';
import { createConnection } from './connection.ts';
import { createDiscovery } from './discovery.ts';
import type { KubeConfig } from './kube-config.ts';
import { createReader } from './reader.ts';
import { sendWrite } from './writes.ts';

export interface KubernetesClusterOptions {
  /** One identity: the planner and the executor each have their own. */
  readonly kubeConfig: KubeConfig;
  readonly timeoutMilliseconds: number;
  /** 32 MiB unless told. */
  readonly maxAnswerBytes?: number;
  /** Ends every request under way. */
  readonly signal?: AbortSignal;
}

export interface KubernetesCluster {
  readonly reader: ClusterReader;
  readonly dryRun: ClusterDryRun;
  readonly writer: ClusterWriter;
  close(): Promise<void>;
}

/** A cluster as one identity sees it, in raw JSON: the typed clients drop fields that they do not know. */
export function createKubernetesCluster(options: KubernetesClusterOptions): KubernetesCluster {
  const { kubeConfig, timeoutMilliseconds, maxAnswerBytes = 32 * 1024 * 1024, signal } = options;
  const connection = createConnection({ kubeConfig, timeoutMilliseconds, maxAnswerBytes, signal });
  const discovery = createDiscovery(connection);
  return {
    reader: createReader(connection, discovery),
    dryRun: { dryRun: (request) => sendWrite(connection, discovery, request, { dryRun: true }) },
    writer: { write: (request) => sendWrite(connection, discovery, request, { dryRun: false }) },
    close: () => connection.close(),
  };
}
