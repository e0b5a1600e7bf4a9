import type { PlannedChange } from '../actions/action-type.ts';
import type { Action } from '../domain/action.ts';
import type { Layer, Verdict } from '../domain/verdict.ts';
import type { ClusterDryRun, ClusterReader } from '../ports/cluster.ts';
import type { Policies } from './policies/policies.ts';

/** Everything that a layer may look at. Layers read; none of them can write. */
export interface GuardrailContext {
  readonly action: Action;
  readonly change: PlannedChange;
  /** The state that the change meets: live (or a dump), with the earlier steps of the same proposal applied. */
  readonly cluster: ClusterReader;
  /** Absent where there is no live API server, as in `firebreak check`. */
  readonly dryRun?: ClusterDryRun;
  /** `check`: advice, layers 4 and 5 cannot be judged. `response`: what cannot be judged refuses. */
  readonly mode: 'check' | 'response';
  readonly policies: Policies;
  /** The cluster that Firebreak looks after (`FIREBREAK_CLUSTER`). */
  readonly clusterName: string;
  /** Recent changes, for cool-downs, caps and the breaker; absent in `check`. */
  readonly history?: ChangeHistory;
  /** An earlier step of the proposal changes the same object. */
  readonly provisional: boolean;
  readonly now: Date;
}

/** Changes that Firebreak has made, newest first, and whether people have pulled the stop switch. */
export interface ChangeHistory {
  readonly stopped: boolean;
  readonly changes: readonly {
    /** refKey of the target. */
    readonly target: string;
    readonly namespace: string;
    readonly at: Date;
    readonly status: 'intended' | 'applied' | 'failed';
  }[];
}

/** One of the five layers. It may throw: whoever runs it turns that into a refusal. */
export interface Guardrail {
  readonly layer: Layer;
  judge(context: GuardrailContext): Promise<Verdict>;
}
