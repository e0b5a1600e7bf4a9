import type { Finding, JudgePod } from './check.ts';
import { type Level, type LevelVersion, minorOf } from './level.ts';
import { type Pod, type RawPod, readPod } from './pod.ts';
import { newestMinor, podChecks } from './registry.ts';

export interface Violation extends Finding {
  /** The id of the check, as Pod Security admission names it. */
  readonly check: string;
}

export interface Evaluation {
  readonly allowed: boolean;
  readonly violations: readonly Violation[];
}

/**
 * Judges a Pod or a pod template by the Pod Security Standards
 * (https://kubernetes.io/docs/concepts/security/pod-security-standards/) as Pod Security admission does.
 * Throws `InvalidPodError` for what is no pod.
 */
export function evaluatePod(raw: RawPod, level: Level, version: LevelVersion): Evaluation {
  return evaluate(readPod(raw), level, version);
}

/** The same for a pod that has been read, which may be judged by several levels. */
export function evaluate(pod: Pod, level: Level, version: LevelVersion): Evaluation {
  const active = checksByLevel[level][Math.min(minorOf(version), newestMinor)] ?? [];
  const violations: Violation[] = [];
  for (const { check, judge } of active) {
    const finding = judge(pod);
    if (finding !== undefined) violations.push({ check, ...finding });
  }
  return { allowed: violations.length === 0, violations };
}

/** All violations in one line, worded as the API server words them. */
export function violationsText(violations: readonly Violation[]): string {
  return violations
    .map(({ reason, detail }) => (detail === '' ? reason : `${reason} (${detail})`))
    .join(', ');
}

interface ActiveCheck {
  readonly check: string;
  readonly judge: JudgePod;
}

function activeChecks(level: Level, minor: number): readonly ActiveCheck[] {
  if (level === 'privileged') return [];
  const active = podChecks.flatMap((check) => {
    if (level === 'baseline' && check.level === 'restricted') return [];
    const judge = check.versions.findLast(({ since }) => since <= minor)?.judge;
    return judge === undefined ? [] : [{ check: check.id, judge, replaces: check.replaces ?? [] }];
  });
  const replaced = new Set(active.flatMap(({ replaces }) => replaces));
  return active.filter(({ check }) => !replaced.has(check));
}

/** By level and minor version: one change of a namespace asks for every workload several times. */
const checksByLevel: Readonly<Record<Level, readonly (readonly ActiveCheck[])[]>> = {
  privileged: checksByMinor('privileged'),
  baseline: checksByMinor('baseline'),
  restricted: checksByMinor('restricted'),
};

function checksByMinor(level: Level): readonly (readonly ActiveCheck[])[] {
  return Array.from({ length: newestMinor + 1 }, (_none, minor) => activeChecks(level, minor));
}
