import type { z } from 'zod';
import type { WriteShape } from '../admission/write-shape.ts';
import type { Action, RiskTier } from '../domain/action.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import type { Inverse } from '../domain/proposal.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { PullRequestAsk } from '../domain/pull-request.ts';
import type { ApiRequest, PullRequestRequest } from '../domain/request.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { ClusterReader } from '../ports/cluster.ts';

/** What an action means for the object as it is now. */
export interface PlannedChange {
  /** The target as it is; undefined where the action makes it. */
  readonly before: KubernetesObject | undefined;
  /** The object as the request would leave it, before defaulting and admission; undefined once deleted. */
  readonly after: KubernetesObject | undefined;
  /** What new pods will be made from, where the change makes some without changing a pod template. */
  readonly podsFrom?: KubernetesObject;
  /** The target as its earlier revisions had it: what it has run before. */
  readonly earlier?: readonly KubernetesObject[];
  readonly request: ApiRequest;
  readonly inverse: Inverse;
  readonly risk: RiskTier;
}

/** A pull request, and what merging it would make of the objects that it is about. */
export interface PlannedPullRequest {
  readonly request: PullRequestRequest;
  readonly inverse: Inverse;
  readonly risk: RiskTier;
  /** Unified diff of the files. */
  readonly diff: string;
  /** One an object, in the order of the edits; `before` and `after` are alike where the cluster holds it already. */
  readonly merged: readonly PlannedChange[];
  /** The verdict of the dry-run layer, where the objects are none that an API server knows. */
  readonly rehearsal?: Verdict;
}

export type PlanResult =
  | { readonly ok: true; readonly change: PlannedChange }
  | { readonly ok: false; readonly reason: ReasonCode; readonly message: string; readonly remedy?: string };

/** What a plan may depend on beside the object: the same context gives the same request again. */
export interface PlanContext {
  readonly action: Action;
  /** Goes into the annotation `firebreak.dev/action`, to recognise the write. */
  readonly marker: string;
  /** RFC 3339: when the proposal was made. */
  readonly at: string;
  /** What the action's `related` found; empty where it has none. */
  readonly related: readonly KubernetesObject[];
}

export const verificationNames = [
  'rollout',
  'restarts',
  'endpoints',
  'absence',
  'values',
  'completion',
  'condition',
] as const;
/** What has to be looked at after the write. */
export type VerificationName = (typeof verificationNames)[number];

/** One right that an action needs, as in an RBAC rule. */
export interface NeededRight {
  readonly apiGroup: string;
  readonly resource: string;
  readonly verbs: readonly string[];
  /** Only tried: the planner's dry-run needs it, and nothing is ever written with it. */
  readonly dryRunOnly?: true;
}

/** Everything about one entry of the catalogue. `P` is the type of its parameters. */
export interface ActionType<P = unknown> {
  /** kebab-case verb-object. */
  readonly name: string;
  /** One line for people and for the model. */
  readonly purpose: string;
  readonly params: z.ZodType<P>;
  /** Kinds that it may act on; empty: any kind. */
  readonly kinds: readonly string[];
  /** Other objects that the plan depends on, such as revisions or autoscalers. Throws `ClusterError`. */
  related?(target: KubernetesObject, cluster: ClusterReader): Promise<readonly KubernetesObject[]>;
  /** The exact request on the live object, or why there is none. */
  plan(target: KubernetesObject, params: P, context: PlanContext): PlanResult;
  /** The request where the target is absent; without it an absent target refuses. */
  planNew?(params: P, context: PlanContext): PlanResult;
  /** What it asks of a repository host: such an action plans no request to the API server. */
  opens?(params: P): PullRequestAsk;
  /** The kubectl command lines that would do the same, every argument quoted. For people. */
  kubectl(action: Action, params: P): string;
  readonly verifications: readonly VerificationName[];
  /** What it needs on a kind as policy rules write it: `Deployment`, or `argoproj.io/Rollout`. */
  rights(kind: string): readonly NeededRight[];
  /** What its writes on such a kind look like to the API server; one of them fits. */
  admission(kind: string): readonly WriteShape[];
}
