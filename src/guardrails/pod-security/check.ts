import type { Pod } from './pod.ts';

/** What is wrong, in the words of Pod Security admission: `reason` in short, `detail` naming values and containers. */
export interface Finding {
  readonly reason: string;
  readonly detail: string;
}

export type JudgePod = (pod: Pod) => Finding | undefined;

/** One control of the Pod Security Standards (https://kubernetes.io/docs/concepts/security/pod-security-standards/). */
export interface PodCheck {
  /** The id that Pod Security admission gives it. */
  readonly id: string;
  /** Baseline checks count at restricted too, unless a restricted check replaces them. */
  readonly level: 'baseline' | 'restricted';
  /** The rule by the minor version of Kubernetes that brought it, oldest first. */
  readonly versions: readonly { readonly since: number; readonly judge: JudgePod }[];
  /** Ids of the baseline checks that a restricted check replaces where it applies. */
  readonly replaces?: readonly string[];
}

/** From v1.25 restricted rules on Linux settings leave Windows pods alone (KEP-2802). */
export function exceptWindows(judge: JudgePod): JudgePod {
  return (pod) => (pod.spec.os?.name === 'windows' ? undefined : judge(pod));
}

/** From v1.35 some rules leave pods in a user namespace alone (KEP-127). */
export function exceptUserNamespace(judge: JudgePod): JudgePod {
  return (pod) => (pod.spec.hostUsers === false ? undefined : judge(pod));
}
