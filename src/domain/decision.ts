/** Who decides: a signed-in person or a machine's token. Only people count towards two-person approvals. */
export interface Decider {
  readonly kind: 'person' | 'token';
  readonly name: string;
}

export const decisionKinds = ['approve', 'deny', 'hand-over'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

/** A decision about exactly one hash of one proposal. */
export interface Decision {
  readonly id: string;
  readonly proposal: string;
  readonly hash: string;
  readonly decision: DecisionKind;
  readonly by: Decider;
  readonly channel: 'page' | 'api';
  readonly reason?: string;
  /** RFC 3339. */
  readonly at: string;
}
