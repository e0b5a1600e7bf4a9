import type { ClusterState } from '../cluster-state.ts';
import { runDeployments } from './deployment-controller.ts';
import { runEndpointSlices } from './endpoint-slice-controller.ts';
import { runGarbageCollector } from './garbage-collector.ts';
import { runJobs } from './job-controller.ts';
import { runKubelets } from './kubelet.ts';
import { runReplicaSets } from './replica-set-controller.ts';
import { runScheduler } from './scheduler.ts';
import { runStatefulSets } from './stateful-set-controller.ts';

const ORDER: readonly ((state: ClusterState) => void)[] = [
  runGarbageCollector,
  runDeployments,
  runReplicaSets,
  runStatefulSets,
  runJobs,
  runScheduler,
  runKubelets,
  runEndpointSlices,
];

const MOST_ROUNDS = 20;

/** Runs every controller until none changes anything more at this moment. */
export function settle(state: ClusterState): void {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const before = state.store.version();
    for (const run of ORDER) run(state);
    if (state.store.version() === before) return;
  }
}
