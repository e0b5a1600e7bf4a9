import { type KubernetesObject, refText, withoutUid } from '../../domain/objects.ts';
import type { Workload } from '../workloads/workload.ts';
import type { Judgement } from './judgement.ts';
import { type Enforcement, enforcementText, levels, minorOf, rankOf } from './level.ts';
import { labelPrefix, type NamespacePolicy, namespacePolicy } from './namespace-policy.ts';
import { newestMinor } from './registry.ts';
import { type Recreation, recreationOf, recreationProblems } from './recreation.ts';

/** What a change of a Namespace's labels does to Pod Security; undefined where it does not touch it. */
export interface PolicyChange {
  readonly namespace: string;
  readonly before: NamespacePolicy;
  readonly after: NamespacePolicy;
}

/** `before` is absent for a new Namespace. */
export function policyChange(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): PolicyChange | undefined {
  const old = podSecurityLabels(before);
  const next = podSecurityLabels(after);
  const keys = new Set([...Object.keys(old), ...Object.keys(next)]);
  if ([...keys].every((key) => old[key] === next[key])) return undefined;
  return { namespace: after.metadata.name, before: namespacePolicy(old), after: namespacePolicy(next) };
}

/** Whether pods will meet other rules than before. */
export function changesEnforcement({ before, after }: PolicyChange): boolean {
  const [old, next] = [before.enforce, after.enforce];
  if (old.level !== next.level) return true;
  return next.level !== 'privileged' && effectiveMinor(old) !== effectiveMinor(next);
}

/** Judges the change for the workloads that the namespace has, at any replica count. */
export function judgePolicyChange(change: PolicyChange, workloads: readonly Workload[]): Judgement {
  const { namespace, before, after } = change;
  // Labels that were malformed before are the API server's to bear; new ones it refuses.
  const malformed = after.malformed.filter((label) => !before.malformed.includes(label));
  if (malformed.length > 0) return invalid(malformed);
  if (!changesEnforcement(change)) {
    return {
      outcome: 'pass',
      reason: 'pod-security.not-enforced',
      message: `Namespace ${namespace} goes on enforcing ${enforcementText(after.enforce)}`,
    };
  }
  const recreations = workloads.map(recreationOf);
  const blocked = recreations
    .map((recreation) => ({ recreation, problems: recreationProblems(recreation, after.enforce) }))
    .filter(
      ({ recreation, problems }) =>
        problems.length > 0 && recreationProblems(recreation, before.enforce).length === 0,
    );
  if (blocked.length > 0) return blocks(change, blocked, recreations);
  if (loosens(before.enforce, after.enforce)) return loosening(change);
  const fitting =
    workloads.length === 0 ? 'there is nothing in it yet' : 'everything that fitted before fits';
  return {
    outcome: 'pass',
    reason: 'pod-security.fits',
    message: `Namespace ${namespace} may enforce ${enforcementText(after.enforce)}: ${fitting}`,
  };
}

function invalid(malformed: readonly string[]): Judgement {
  return {
    outcome: 'refuse',
    reason: 'pod-security.invalid-level',
    message: `Kubernetes does not know ${malformed.join(', ')}`,
    remedy: 'levels are privileged, baseline and restricted; versions are latest or v1.N',
  };
}

/** A root workload that could no longer be recreated, and why. */
interface Blocked {
  readonly recreation: Recreation;
  readonly problems: readonly string[];
}

function blocks(
  { namespace, after }: PolicyChange,
  blocked: readonly Blocked[],
  all: readonly Recreation[],
): Judgement {
  const list = blocked.map(
    ({ recreation, problems }) => `${refText(recreation.ref)} (${problems.join(', ')})`,
  );
  return {
    outcome: 'refuse',
    reason: 'pod-security.blocks-workloads',
    message: `if Namespace ${namespace} enforced ${enforcementText(after.enforce)}, these could no longer be recreated: ${list.join('; ')}`,
    remedy: remedyFor(after.enforce, all),
    objects: blocked.map(({ recreation }) => withoutUid(recreation.ref)),
  };
}

/** The wanted level does not fit; below it `warn` tells people what is missing without breaking anything. */
function remedyFor(wanted: Enforcement, all: readonly Recreation[]): string {
  const highest = levels
    .filter((level) => rankOf(level) < rankOf(wanted.level))
    .findLast((level) =>
      all.every((recreation) => recreationProblems(recreation, { ...wanted, level }).length === 0),
    );
  const level = highest ?? 'privileged';
  const warn = `${labelPrefix}warn=${wanted.level} shows what is missing`;
  return level === 'privileged'
    ? `no level above privileged fits every workload; ${warn}`
    : `${labelPrefix}enforce=${level} is the highest level that every workload fits; ${warn}`;
}

function loosening({ namespace, before, after }: PolicyChange): Judgement {
  return {
    outcome: 'hold',
    reason: 'pod-security.loosens-level',
    message: `Namespace ${namespace} would enforce ${enforcementText(after.enforce)} instead of ${enforcementText(before.enforce)}`,
  };
}

/** An older rule set lacks controls, whatever the level. */
function loosens(before: Enforcement, after: Enforcement): boolean {
  if (before.level === 'privileged') return false;
  return rankOf(after.level) < rankOf(before.level) || effectiveMinor(after) < effectiveMinor(before);
}

function effectiveMinor({ version }: Enforcement): number {
  return Math.min(minorOf(version), newestMinor);
}

function podSecurityLabels(namespace: KubernetesObject | undefined): Readonly<Record<string, string>> {
  const labels = Object.entries(namespace?.metadata.labels ?? {});
  return Object.fromEntries(labels.filter(([key]) => key.startsWith(labelPrefix)));
}
