import type { PlannedChange } from '../actions/action-type.ts';
import type { Action } from '../domain/action.ts';
import type { Layer, Verdict } from '../domain/verdict.ts';
import type { ClusterDryRun, ClusterReader, WriteResult } from '../ports/cluster.ts';
import type { Policies } from './policies/policies.ts';

/** Everything that a layer may look at. Layers read; none of them can write. */
export interface GuardrailContext {
  readonly action: Action;
  readonly change: PlannedChange;
  /** The state that the change meets: live (or a dump), with the earlier steps of the same proposal applied. */
  readonly cluster: ClusterReader;
  /** Absent where there is no live API server, as in `firebreak check`. */
  readonly dryRun?: ClusterDryRun;
  /** The API server's answer to the exact request as a dry-run; absent without one, or where it is provisional. */
  readonly dryRunOutcome?: DryRunOutcome;
  /** `check`: advice, layers 4 and 5 cannot be judged. `response`: what cannot be judged refuses. */
  readonly mode: 'check' | 'response';
  readonly policies: Policies;
  /** The cluster that Firebreak looks after (`FIREBREAK_CLUSTER`). */
  readonly clusterName: string;
  /** The namespace that Firebreak itself runs in, where it runs in the cluster; nothing in it may be changed. */
  readonly ownNamespace?: string;
  /**
   * The namespaces of the incident that is responded to, as stored: what an action says of itself does not widen it.
   * Absent where there is no incident.
   */
  readonly scope?: readonly string[];
  /** What the proposal is for; absent where there is none, as in `firebreak check`. */
  readonly purpose?: 'fix' | 'undo';
  /** Alertmanager does not bear out an alert of the incident: people have to look twice. */
  readonly inDoubt?: boolean;
  /** How many people sign-in can tell apart; any number unless told. */
  readonly tellablePeople?: number;
  /** Recent changes, for cool-downs, caps and the breaker; absent in `check`. */
  readonly history?: ChangeHistory;
  /** An earlier step of the proposal changes the same object. */
  readonly provisional: boolean;
  /** What the layers before said of the same action: approval asks for more people where one of them holds. */
  readonly earlier?: readonly Verdict[];
  readonly now: Date;
}

export type DryRunOutcome =
  | { readonly accepted: true; readonly result: WriteResult }
  | { readonly accepted: false; readonly error: unknown };

/** Changes that Firebreak has made, newest first, and whether people have pulled the stop switch. */
export interface ChangeHistory {
  readonly stopped: boolean;
  readonly changes: readonly {
    /** refKey of the target. */
    readonly target: string;
    readonly namespace: string;
    readonly at: Date;
    readonly status: 'intended' | 'applied' | 'failed';
    /**
     * How it belongs to the proposal that is judged: another step of it, or a change that it takes back. Such
     * changes start no cool-down: a proposal may have several steps on one object, and an undo cannot wait.
     */
    readonly relation?: 'same-proposal' | 'taken-back';
  }[];
}

/** One of the five layers. It may throw: whoever runs it turns that into a refusal. */
export interface Guardrail {
  readonly layer: Layer;
  judge(context: GuardrailContext): Promise<Verdict>;
}
