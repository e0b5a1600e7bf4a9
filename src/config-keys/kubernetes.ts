import { z } from 'zod';
import { key } from './config-key.ts';
import { wholeNumber } from './schemas.ts';

/** Settings of the API server and the two identities. */
export const kubernetesKeys = {
  kubeconfig: key({
    env: 'KUBECONFIG',
    schema: z.string().min(1),
    meaning: "the planner's kubeconfig; the in-cluster service account unless given",
  }),
  executorKubeconfig: key({
    env: 'FIREBREAK_EXECUTOR_KUBECONFIG',
    schema: z.string().min(1),
    meaning: "the executor's kubeconfig; the planner's unless given",
  }),
  clusterTimeoutSeconds: key({
    env: 'FIREBREAK_CLUSTER_TIMEOUT_SECONDS',
    schema: wholeNumber.min(1).max(120),
    fallback: 10,
    meaning: 'how long the API server may take for one request',
  }),
} as const;
