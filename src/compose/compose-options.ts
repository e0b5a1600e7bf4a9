import type { Logger } from 'pino';
import type { KubernetesCluster } from '../adapters/kubernetes/kubernetes-cluster.ts';
import type { Config } from '../config.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import type { Clock } from '../ports/clock.ts';
import type { Model } from '../ports/model.ts';

export interface ComposeOptions {
  readonly config: Config;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Lines that the log did not take so far. */
  readonly logLinesDropped?: () => number;
  /** Where libraries find credentials of their own, so that those are masked too. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Reads and dry-runs. */
  readonly planner: KubernetesCluster;
  /** Writes; nothing but the executing stage gets hold of it. */
  readonly executor: KubernetesCluster;
  readonly models: readonly Model[];
  /** The embedded practice cluster: nothing in it is real. */
  readonly simulated: boolean;
  /** Shortens the limits for a practice cluster, whose time is short. */
  readonly adjustPolicies?: (policies: Policies) => Policies;
  readonly pace?: Pace;
}

/** How often things are looked at, in milliseconds. */
export interface Pace {
  readonly poll: number;
  readonly verification: number;
}
