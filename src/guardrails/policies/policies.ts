import type { RiskTier } from '../../domain/action.ts';

/** Where a rule stands, for verdicts: `policies/allowlist.yaml:12`. */
export interface RuleSource {
  readonly file: string;
  readonly line: number;
}

/** Who may decide on actions of which risk, and how many of them it takes. */
export interface ApproverRule {
  readonly source: RuleSource;
  readonly name: string;
  /** Names of people, or `*` for everyone who can sign in. */
  readonly people: readonly string[];
  /** Names of API tokens that may decide; a token never counts as the second person. */
  readonly tokens: readonly string[];
  readonly risks: readonly RiskTier[];
  /** Absent: every namespace. */
  readonly namespaces?: readonly string[];
}

/** Bounds in time and number on what may change (`Limits`). Durations are in seconds. */
export interface Limits {
  readonly coolDownSeconds: number;
  readonly changesPerHour: { readonly namespace: number; readonly cluster: number };
  readonly concurrentChanges: number;
  readonly breaker: { readonly failures: number; readonly pauseSeconds: number };
  readonly freezes: readonly {
    readonly name: string;
    /** RFC 3339. */
    readonly from: string;
    readonly to: string;
    /** Absent: every namespace. */
    readonly namespaces?: readonly string[];
    readonly source: RuleSource;
  }[];
  readonly approvalsNeeded: Readonly<Record<RiskTier, number>>;
  readonly proposalExpirySeconds: number;
  /** How long after the last write every check has to hold by. */
  readonly verificationSeconds: number;
  /** How long every check has to hold without a break. */
  readonly stableSeconds: number;
  /** How long alerts of these names may heal by themselves; the first match wins. */
  readonly settle: readonly { readonly alertname: string; readonly seconds: number }[];
}

/** Where infrastructure really lives, and which namespaces nothing may be changed in. */
export interface NamespaceMap {
  /** Component word to its namespace, such as `longhorn` → `longhorn-system`. */
  readonly components: Readonly<Record<string, string>>;
  readonly protectedNamespaces: readonly string[];
  /** Namespaces that have been mistaken for each other. */
  readonly confusionPairs: readonly (readonly [string, string])[];
}

/** An allow or deny rule over typed actions. */
export interface ActionRule {
  readonly source: RuleSource;
  readonly name: string;
  readonly effect: 'allow' | 'deny';
}

/** All policy files of a folder, valid and frozen. */
export interface Policies {
  /** `sha256:…` over the files' contents: part of every proposal's hash. */
  readonly version: string;
  readonly rules: readonly ActionRule[];
  readonly namespaceMap: NamespaceMap;
  readonly limits: Limits;
  readonly approvers: readonly ApproverRule[];
}
