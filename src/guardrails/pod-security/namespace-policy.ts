import { type Enforcement, type Level, type LevelVersion, parseLevel, parseVersion } from './level.ts';

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces */
export const labelPrefix = 'pod-security.kubernetes.io/';

const modes = ['enforce', 'audit', 'warn'] as const;

/** What a namespace's labels say of Pod Security. */
export interface NamespacePolicy {
  readonly enforce: Enforcement;
  /** `key=value` of every label that Kubernetes does not understand. */
  readonly malformed: readonly string[];
}

/**
 * Reads the labels as Pod Security admission does: a malformed level enforces restricted, a malformed version the
 * latest, and without a label nothing is enforced. A version stands by itself: it enforces nothing without a level,
 * and stays when the level changes.
 */
export function namespacePolicy(labels: Readonly<Record<string, string>>): NamespacePolicy {
  const malformed = modes.flatMap((mode) => {
    const level = labels[labelPrefix + mode];
    const version = labels[`${labelPrefix}${mode}-version`];
    return [
      ...(level === undefined || parseLevel(level) !== undefined ? [] : [`${labelPrefix}${mode}=${level}`]),
      ...(version === undefined || parseVersion(version) !== undefined
        ? []
        : [`${labelPrefix}${mode}-version=${version}`]),
    ];
  });
  return { enforce: { level: levelOf(labels), version: versionOf(labels) }, malformed };
}

function levelOf(labels: Readonly<Record<string, string>>): Level {
  const text = labels[`${labelPrefix}enforce`];
  return text === undefined ? 'privileged' : (parseLevel(text) ?? 'restricted');
}

function versionOf(labels: Readonly<Record<string, string>>): LevelVersion {
  return parseVersion(labels[`${labelPrefix}enforce-version`] ?? 'latest') ?? 'latest';
}
