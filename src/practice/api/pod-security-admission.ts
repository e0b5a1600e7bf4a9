import { field } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { evaluatePod, type Violation, violationsText } from '../../guardrails/pod-security/evaluate-pod.ts';
import {
  type Enforcement,
  enforcementText,
  type Level,
  parseLevel,
  parseVersion,
} from '../../guardrails/pod-security/level.ts';
import { isFinished, type Pod } from '../kinds.ts';
import type { ObjectStore } from '../object-store.ts';
import type { FieldError } from './status.ts';

/** Pod Security admission (https://kubernetes.io/docs/concepts/security/pod-security-admission/), as the API server does it. */

const PREFIX = 'pod-security.kubernetes.io/';

function enforcement(namespace: KubernetesObject | undefined, mode: 'enforce' | 'warn'): Enforcement {
  const labels = namespace?.metadata.labels ?? {};
  const level = labels[`${PREFIX}${mode}`];
  const version = labels[`${PREFIX}${mode}-version`] ?? 'latest';
  // Broken labels that got in some other way count as the strictest there is.
  const parsed: Level | undefined = level === undefined ? 'privileged' : parseLevel(level);
  return { level: parsed ?? 'restricted', version: parseVersion(version) ?? 'latest' };
}

function violations(
  pod: { readonly metadata?: unknown; readonly spec?: unknown },
  wanted: Enforcement,
): readonly Violation[] {
  return evaluatePod(pod, wanted.level, wanted.version).violations;
}

/** Why a Pod may not be created in its namespace; undefined where it may. */
export function podRefusal(
  namespace: KubernetesObject | undefined,
  pod: KubernetesObject,
): string | undefined {
  const wanted = enforcement(namespace, 'enforce');
  const found = violations(pod, wanted);
  return found.length === 0
    ? undefined
    : `violates PodSecurity "${enforcementText(wanted)}": ${violationsText(found)}`;
}

function templateOf(object: KubernetesObject): unknown {
  return object.kind === 'CronJob'
    ? field(object, 'spec', 'jobTemplate', 'spec', 'template')
    : field(object, 'spec', 'template');
}

/** Workloads are never refused: they are warned about, and only where the namespace has a `warn` label. */
export function templateWarnings(
  namespace: KubernetesObject | undefined,
  object: KubernetesObject,
): readonly string[] {
  const template = templateOf(object);
  const wanted = enforcement(namespace, 'warn');
  if (template === undefined || template === null) return [];
  const found = violations(template, wanted);
  return found.length === 0
    ? []
    : [`would violate PodSecurity "${enforcementText(wanted)}": ${violationsText(found)}`];
}

/** New labels have to be valid, where old broken ones are only read strictly. */
export function labelErrors(namespace: KubernetesObject): readonly FieldError[] {
  return Object.entries(namespace.metadata.labels ?? {}).flatMap(([key, value]) => {
    const path = `metadata.labels[${key}]`;
    if (!/^pod-security\.kubernetes\.io\/(enforce|warn|audit)(-version)?$/u.test(key)) return [];
    if (key.endsWith('-version')) {
      const message = `Invalid value: ${JSON.stringify(value)}: must be "latest" or "v1.x"`;
      return parseVersion(value) === undefined ? [{ field: path, message }] : [];
    }
    const message = `Invalid value: ${JSON.stringify(value)}: must be one of privileged, baseline, restricted`;
    return parseLevel(value) === undefined ? [{ field: path, message }] : [];
  });
}

/** The API server judges one pod of each controller and the same violations once. */
function grouped(pods: readonly Pod[], wanted: Enforcement): readonly string[] {
  const byReasons = new Map<string, string[]>();
  for (const pod of pods) {
    const reasons = violations(pod, wanted)
      .map(({ reason }) => reason)
      .join(', ');
    if (reasons !== '') byReasons.set(reasons, [...(byReasons.get(reasons) ?? []), pod.metadata.name]);
  }
  return [...byReasons].map(([reasons, [first = '', ...others]]) => {
    const more =
      others.length === 0 ? '' : ` (and ${others.length} other pod${others.length === 1 ? '' : 's'})`;
    return `${first}${more}: ${reasons}`;
  });
}

/** What a namespace's new enforce level says of the pods that run already: warnings, never a refusal. */
export function relabelWarnings(
  store: ObjectStore,
  before: KubernetesObject,
  after: KubernetesObject,
): readonly string[] {
  const [was, wanted] = [enforcement(before, 'enforce'), enforcement(after, 'enforce')];
  if (enforcementText(was) === enforcementText(wanted)) return [];
  const pods = store.list('v1', 'Pod', after.metadata.name).filter((pod) => !isFinished(pod));
  const found = grouped(pods, wanted);
  if (found.length === 0) return [];
  const head = `existing pods in namespace "${after.metadata.name}" violate the new PodSecurity enforce level "${enforcementText(wanted)}"`;
  return [head, ...found];
}
