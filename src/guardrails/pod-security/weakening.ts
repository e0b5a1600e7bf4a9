import { isDeepStrictEqual } from 'node:util';
import { field, listAt, numberAt, textAt } from '../../domain/fields.ts';
import { groupOf, type KubernetesObject, refOf, refText } from '../../domain/objects.ts';
import { evaluatePod, type Violation } from './evaluate-pod.ts';
import type { Judgement } from './judgement.ts';
import type { Level } from './level.ts';
import { appArmorAnnotation } from './pod.ts';
import { containerLists, podTemplateOf } from '../workloads/pod-template.ts';

/**
 * What a change lets pods or accounts do that they could not do before, whatever the namespace enforces; undefined where
 * that is nothing. `before` is absent for a new object, whose powers are all new.
 */
export function judgeWeakening(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): Judgement | undefined {
  const old = new Set(before === undefined ? [] : powersOf(before));
  const added = [...new Set(powersOf(after))].filter((power) => !old.has(power));
  const all = [
    ...added,
    ...lostGuards(before, after),
    ...accountChanges(before, after),
    ...rightsChange(before, after),
  ];
  if (all.length === 0) return undefined;
  return {
    outcome: 'hold',
    reason: 'pod-security.weakens',
    message: `${refText(refOf(after))} would get more power: ${all.join('; ')}`,
    remedy: 'leave out what is not needed; somebody who knows why it is has to approve the rest',
  };
}

const hostNamespaces = ['hostNetwork', 'hostPID', 'hostIPC'] as const;

/** Each way out of the sandbox that a pod template takes, in words that tell it from another. */
function powersOf(object: KubernetesObject): readonly string[] {
  const template = podTemplateOf(object);
  if (template === undefined) return [];
  const { spec, metadata } = template;
  return [
    ...hostNamespaces.filter((name) => field(spec, name) === true),
    ...unconfined(spec).map((what) => `pods ${what}`),
    ...listAt(spec, 'volumes')
      .filter((volume) => typeof field(volume, 'hostPath') === 'object')
      .map((volume) => `host path ${textAt(volume, 'hostPath', 'path') ?? ''}`),
    ...containerLists.flatMap((list) => listAt(spec, list).flatMap(containerPowers)),
    ...Object.entries(metadata.annotations)
      .filter(([key, value]) => key.startsWith(appArmorAnnotation) && value === 'unconfined')
      .map(([key]) => `container ${key.slice(appArmorAnnotation.length)} without AppArmor`),
  ];
}

function containerPowers(container: unknown): readonly string[] {
  const name = textAt(container, 'name') ?? '';
  // Restricted itself lets pods listen on low ports (NET_BIND_SERVICE).
  const capabilities = listAt(container, 'securityContext', 'capabilities', 'add')
    .filter((capability) => typeof capability === 'string')
    .filter((capability) => capability !== 'NET_BIND_SERVICE');
  const hostPorts = listAt(container, 'ports')
    .map((port) => numberAt(port, 'hostPort') ?? 0)
    .filter((port) => port !== 0);
  const may = (what: string): string => `container ${name} ${what}`;
  return [
    ...(field(container, 'securityContext', 'privileged') === true ? [may('privileged')] : []),
    ...capabilities.map((capability) => may(`with capability ${capability}`)),
    ...hostPorts.map((port) => may(`on host port ${port}`)),
    ...unconfined(container).map(may),
  ];
}

/** What takes a guard off that the runtime puts on by itself. */
function unconfined(holder: unknown): readonly string[] {
  const context = field(holder, 'securityContext');
  return [
    ...(field(context, 'seccompProfile', 'type') === 'Unconfined' ? ['without seccomp'] : []),
    ...(field(context, 'appArmorProfile', 'type') === 'Unconfined' ? ['without AppArmor'] : []),
    ...(field(context, 'procMount') === 'Unmasked' ? ['with all of /proc'] : []),
    ...(field(context, 'windowsOptions', 'hostProcess') === true ? ['as a process of the host'] : []),
  ];
}

/** Checks of which the powers say more exactly what is new: the second host path, the third capability. */
const saidByPowers: ReadonlySet<string> = new Set([
  'appArmorProfile',
  'capabilities_baseline',
  'hostNamespaces',
  'hostPathVolumes',
  'hostPorts',
  'privileged',
  'procMount',
  'procMount_restricted',
  'restrictedVolumes',
  'seccompProfile_baseline',
  'windowsHostProcess',
]);

/**
 * What pods kept to by themselves and would no longer: every rule of the Pod Security Standards that the old template
 * met and the new one does not. A new object has nothing to lose; of it the rules that go for all ask.
 */
function lostGuards(before: KubernetesObject | undefined, after: KubernetesObject): readonly string[] {
  const old = new Set(before === undefined ? [] : broken(before, 'restricted').map(({ check }) => check));
  return [
    ...broken(after, before === undefined ? 'baseline' : 'restricted')
      .filter(({ check }) => !old.has(check) && !saidByPowers.has(check))
      .map(({ reason }) => reason),
    ...(before === undefined ? [] : lostSandbox(podTemplateOf(before)?.spec, podTemplateOf(after)?.spec)),
  ];
}

function broken(object: KubernetesObject, level: Level): readonly Violation[] {
  const template = podTemplateOf(object);
  return template === undefined ? [] : evaluatePod(template, level, 'latest').violations;
}

/** Guards that the standards do not ask for, and that somebody chose all the same. */
function lostSandbox(old: unknown, next: unknown): readonly string[] {
  if (next === undefined) return [];
  const runtime = textAt(old, 'runtimeClassName');
  return [
    ...(field(old, 'hostUsers') === false && field(next, 'hostUsers') !== false
      ? ['the users of the host']
      : []),
    ...(runtime !== undefined && textAt(next, 'runtimeClassName') !== runtime
      ? [`another runtime than ${runtime}`]
      : []),
  ];
}

/** Pods of a new object bring their account along; those of an old one did without it. */
function accountChanges(before: KubernetesObject | undefined, after: KubernetesObject): readonly string[] {
  if (before === undefined) return [];
  const [old, next] = [accountOf(before), accountOf(after)];
  return [
    ...(next === undefined || old === next ? [] : [`service account ${next}`]),
    ...(hidesToken(before) && !hidesToken(after) ? ['the token of its service account'] : []),
  ];
}

function hidesToken(object: KubernetesObject): boolean {
  return field(podTemplateOf(object)?.spec, 'automountServiceAccountToken') === false;
}

function accountOf(object: KubernetesObject): string | undefined {
  const template = podTemplateOf(object);
  if (template === undefined) return undefined;
  // The old name of the field counts where the new one is empty.
  const named = [textAt(template.spec, 'serviceAccountName'), textAt(template.spec, 'serviceAccount')];
  return named.find((name) => name !== undefined && name !== '') ?? 'default';
}

const rightsFields = ['rules', 'aggregationRule', 'roleRef', 'subjects'] as const;

function rightsChange(before: KubernetesObject | undefined, after: KubernetesObject): readonly string[] {
  if (groupOf(after.apiVersion) !== 'rbac.authorization.k8s.io') return [];
  const [old, next] = [before, after].map((object) => rightsFields.map((name) => field(object, name)));
  return isDeepStrictEqual(old, next) ? [] : ['the rights that it gives'];
}
