import { z } from 'zod';
import { type AccessAttributes, reviewAccess } from './access-review.ts';
import { parseAnswer } from './answer.ts';
import { createConnection } from './connection.ts';
import type { KubernetesClusterOptions } from './kubernetes-cluster.ts';

const versionSchema = z.looseObject({ gitVersion: z.string() });

/** What an API server says of itself and of what an identity may do. Every method throws `ClusterError`. */
export interface ClusterAccess {
  /** Such as `v1.33.1`. */
  version(): Promise<string>;
  mayI(attributes: AccessAttributes): Promise<boolean>;
  close(): Promise<void>;
}

export function createClusterAccess(options: KubernetesClusterOptions): ClusterAccess {
  const { kubeConfig, timeoutMilliseconds, maxAnswerBytes = 1024 * 1024, signal } = options;
  const connection = createConnection({ kubeConfig, timeoutMilliseconds, maxAnswerBytes, signal });
  return {
    async version() {
      const answer = await connection.send({ method: 'GET', path: '/version' });
      return parseAnswer(answer, versionSchema).gitVersion;
    },
    mayI: (attributes) => reviewAccess(connection, attributes),
    close: () => connection.close(),
  };
}
