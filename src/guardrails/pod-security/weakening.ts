import { isDeepStrictEqual } from 'node:util';
import { field, listAt, numberAt, textAt } from '../../domain/fields.ts';
import { groupOf, type KubernetesObject, refOf, refText } from '../../domain/objects.ts';
import type { Judgement } from './judgement.ts';
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
  const all = [...added, ...accountChanges(before, after), ...rightsChange(before, after)];
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
  const spec = podTemplateOf(object)?.spec;
  if (spec === undefined) return [];
  return [
    ...hostNamespaces.filter((name) => field(spec, name) === true),
    ...unconfined(spec).map((what) => `pods ${what}`),
    ...listAt(spec, 'volumes')
      .filter((volume) => typeof field(volume, 'hostPath') === 'object')
      .map((volume) => `host path ${textAt(volume, 'hostPath', 'path') ?? ''}`),
    ...containerLists.flatMap((list) => listAt(spec, list).flatMap(containerPowers)),
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
  return template && (textAt(template.spec, 'serviceAccountName') ?? 'default');
}

const rightsFields = ['rules', 'aggregationRule', 'roleRef', 'subjects'] as const;

function rightsChange(before: KubernetesObject | undefined, after: KubernetesObject): readonly string[] {
  if (groupOf(after.apiVersion) !== 'rbac.authorization.k8s.io') return [];
  const [old, next] = [before, after].map((object) => rightsFields.map((name) => field(object, name)));
  return isDeepStrictEqual(old, next) ? [] : ['the rights that it gives'];
}
