import type { RiskTier } from '../../domain/action.ts';
import type { Requirement } from '../../domain/label-selector.ts';
import type { MistakeSource } from '../../domain/mistake.ts';
import type { JsonObject, KubernetesObject } from '../../domain/objects.ts';
import type { Layer } from '../../domain/verdict.ts';

/** Where a rule stands, for verdicts: `policies/allowlist.yaml:12`. */
export interface RuleSource {
  readonly file: string;
  readonly line: number;
}

/** A rule as verdicts name it: `policies/allowlist.yaml:12#web-restarts`. */
export function ruleText(rule: { readonly source: RuleSource; readonly name: string }): string {
  return `${rule.source.file}:${rule.source.line}#${rule.name}`;
}

/** A person whom several windows know under several names. */
export interface KnownPerson {
  readonly source: RuleSource;
  /** As rules and the record name them. */
  readonly name: string;
  /** What a window calls them, by the way they come in. OIDC: the subject, or the verified email address. */
  readonly aliases: Readonly<Record<'local' | 'oidc' | 'proxy' | 'slack', readonly string[]>>;
  /** Groups that they are in whatever a window says. */
  readonly groups: readonly string[];
}

/** Who may decide on which actions of which risk. */
export interface ApproverRule {
  readonly source: RuleSource;
  readonly name: string;
  /** Names of people, or `*` for everyone who can sign in. */
  readonly people: readonly string[];
  /** Groups that sign-in or `people` put somebody in. */
  readonly groups: readonly string[];
  /** Names of API tokens that may decide; a token never counts as the second person. */
  readonly tokens: readonly string[];
  /** Globs over names of the catalogue; absent: every action. */
  readonly actions?: readonly string[];
  /** They may approve alone, with a reason, what takes two. */
  readonly breakGlass?: boolean;
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
  /** Instead of a second person, where only one can be told: a sign-in no older, and a wait before the write. */
  readonly soleApprover: { readonly freshSignInSeconds: number; readonly waitSeconds: number };
  readonly proposalExpirySeconds: number;
  /** How long after the last write every check has to hold by. */
  readonly verificationSeconds: number;
  /** How long every check has to hold without a break. */
  readonly stableSeconds: number;
  /** How long alerts of these names (globs) may heal by themselves; the first match wins. */
  readonly settle: readonly { readonly alertname: string; readonly seconds: number }[];
}

/** Where infrastructure really lives, and which namespaces nothing may be changed in. */
export interface NamespaceMap {
  /** Component word to its namespace, such as `longhorn` → `longhorn-system`. */
  readonly components: Readonly<Record<string, string>>;
  /** Globs. */
  readonly protectedNamespaces: readonly string[];
  /** Globs: where a Pod that the API server takes against its own level may be wanted. */
  readonly podSecurityExemptions: readonly string[];
  /** Namespaces that what is wrong in one may lead to, such as an application's to its database's. */
  readonly dependencies: readonly { readonly from: string; readonly to: string }[];
  /** Where `protectedNamespaces` stands, for verdicts. */
  readonly source: RuleSource;
  /** Namespaces that have been mistaken for each other. */
  readonly confusionPairs: readonly (readonly [string, string])[];
}

/** A value that a policy may name. */
export type Scalar = null | boolean | number | string;

/**
 * Describes the values that may stand at one place of an action's parameters. `path` names the place, one glob a
 * segment, as in `[labels, "pod-security.kubernetes.io/*"]`; a last segment `**` stands for everything below.
 * An entry without quantity, integer and values describes any value.
 */
export interface ParamBound {
  readonly path: readonly string[];
  /** A Kubernetes quantity; the factors compare with the value that the object has now. */
  readonly quantity?: {
    readonly min?: string;
    readonly max?: string;
    readonly minFactor?: number;
    readonly maxFactor?: number;
  };
  readonly integer?: { readonly min?: number; readonly max?: number };
  readonly values?: readonly Scalar[];
}

/** What a CEL expression sees, in the words of ValidatingAdmissionPolicy. */
export interface ConditionVariables {
  /** The object as it would be (of `run-cronjob` the Job that it makes); null once deleted. */
  readonly object: KubernetesObject | null;
  /** The target as it is now; null where the action makes it. */
  readonly oldObject: KubernetesObject | null;
  readonly params: JsonObject;
  /** Null for a cluster-scoped object. */
  readonly namespaceObject: KubernetesObject | null;
}

export type ConditionResult = 'true' | 'false' | { readonly error: string };

/** A CEL expression, parsed and type-checked. */
export interface Condition {
  readonly text: string;
  readonly usesNamespace: boolean;
  evaluate(variables: ConditionVariables): ConditionResult;
}

/**
 * An allow or deny rule over typed actions. An absent field narrows nothing in a deny rule. An allow rule covers
 * only what it names: without `namespaces` it is about cluster-scoped objects, and every parameter of the action
 * has to be described by an entry of `params`.
 */
export interface ActionRule {
  readonly source: RuleSource;
  readonly name: string;
  readonly effect: 'allow' | 'deny';
  /** Globs over names of the catalogue. */
  readonly actions: readonly string[];
  /** `Deployment`, `group/Kind`, or `*`. */
  readonly kinds?: readonly string[];
  /** Globs. A Namespace's own name is its namespace. */
  readonly namespaces?: readonly string[];
  /** Globs. */
  readonly names?: readonly string[];
  /** Over the target's own labels. */
  readonly labels?: readonly Requirement[];
  /** Allow: each parameter fits every entry about it, and one at least. Deny: one parameter fits one entry. */
  readonly params?: readonly ParamBound[];
  readonly when?: Condition;
  /** An allow rule that names action, target and bound: what it covers runs without people. */
  readonly approval?: 'not-needed';
  /** For people: why the rule is there. */
  readonly message?: string;
  /** The rule as its file has it, with the comment before it: for people; nothing is judged by it. */
  readonly written?: string;
}

/** A CEL expression over `mistake`, `params` and the `components` of the namespace map. */
export interface MistakeCondition {
  readonly text: string;
  evaluate(variables: {
    readonly mistake: unknown;
    readonly params: JsonObject;
    readonly components: Readonly<Record<string, string>>;
  }): ConditionResult;
}

/** Narrows mistakes: every field given has to fit. Names are globs. */
export interface PatternMatch {
  readonly sources?: readonly MistakeSource[];
  readonly reasons?: readonly string[];
  readonly layers?: readonly Layer[];
  readonly models?: readonly string[];
  readonly alerts?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly causes?: readonly string[];
  readonly actions?: readonly string[];
  readonly kinds?: readonly string[];
  readonly tools?: readonly string[];
  /** Plain text that stands in the parameters or in what was said, whatever the case of the letters. */
  readonly text?: readonly string[];
  readonly when?: MistakeCondition;
}

/** A way of going wrong that has a name (`FailurePatterns`); the first pattern that fits a mistake wins. */
export interface FailurePattern {
  readonly source: RuleSource;
  readonly name: string;
  readonly title: string;
  readonly happened: string;
  /** For the model, in one sentence; absent where it is for people to mend. */
  readonly lesson?: string;
  /** For people. */
  readonly mend?: string;
  /** One fitting entry is enough. */
  readonly match: readonly PatternMatch[];
  /** Incidents that get the lesson before anything went wrong with their like: one fitting field is enough. */
  readonly applies?: {
    readonly alerts?: readonly string[];
    readonly namespaces?: readonly string[];
    readonly kinds?: readonly string[];
    readonly causes?: readonly string[];
    readonly actions?: readonly string[];
  };
}

/** All policy files of a folder, valid and frozen. */
export interface Policies {
  /** `sha256:…` over the files' contents: part of every proposal's hash. */
  readonly version: string;
  readonly rules: readonly ActionRule[];
  readonly namespaceMap: NamespaceMap;
  readonly limits: Limits;
  readonly approvers: readonly ApproverRule[];
  readonly people: readonly KnownPerson[];
  /** In the order of files and of the patterns in them. */
  readonly failurePatterns: readonly FailurePattern[];
}
