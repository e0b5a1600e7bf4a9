/**
 * How a person is known: `shared-token` is whoever holds the token of the data folder, under a name that was only
 * typed; every other way names one person.
 */
export const signInMethods = ['shared-token', 'local', 'oidc', 'proxy', 'slack'] as const;
export type SignInMethod = (typeof signInMethods)[number];

/** Who decides: a person or a machine's token. Only people count towards two-person approvals. */
export interface Decider {
  readonly kind: 'person' | 'token';
  /** One person has one name in every window: that of the Approvers policy, where it knows them. */
  readonly name: string;
  /** Absent for a token. */
  readonly via?: SignInMethod;
}

/** Who asks now, with what only holds for now. */
export interface Caller extends Decider {
  readonly groups?: readonly string[];
  /** RFC 3339: when the person last proved who they are; absent where nobody can tell. */
  readonly signedInAt?: string;
  /** The address that the request came from; absent in Slack, which has its own. */
  readonly from?: string;
}

export const decisionKinds = ['approve', 'deny', 'hand-over'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

export const decisionChannels = ['page', 'api', 'slack'] as const;
export type DecisionChannel = (typeof decisionChannels)[number];

/** A decision about exactly one hash of one proposal. */
export interface Decision {
  readonly id: string;
  readonly proposal: string;
  readonly hash: string;
  readonly decision: DecisionKind;
  readonly by: Decider;
  readonly channel: DecisionChannel;
  readonly reason?: string;
  /** One person approved alone what takes two; `reason` says why. */
  readonly breakGlass?: true;
  /** RFC 3339. */
  readonly at: string;
}

/** What goes on record of somebody. */
export function onRecord({ kind, name, via }: Decider): Decider {
  return Object.freeze({ kind, name, ...(via === undefined ? {} : { via }) });
}

/** Whether two records may be of one and the same: the same name, in whatever letters, or both the shared token. */
export function isSameDecider(one: Decider, other: Decider): boolean {
  if (one.kind !== other.kind) return false;
  if (isSharedToken(one) || isSharedToken(other)) return isSharedToken(one) && isSharedToken(other);
  return identityOf(one.name) === identityOf(other.name);
}

/** The name beside a shared token is only typed, so it tells nobody apart. */
export function isSharedToken({ via }: Decider): boolean {
  return via === 'shared-token';
}

/** The same person in other letters or spaces is still one person. */
export function identityOf(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
