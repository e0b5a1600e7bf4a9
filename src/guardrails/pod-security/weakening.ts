import { isDeepStrictEqual } from 'node:util';
import { field, listAt, textAt } from '../domain/fields.ts';
import { groupOf, type KubernetesObject, refOf, refText } from '../domain/objects.ts';
import type { Judgement } from '../guardrails/pod-security/judgement.ts';
import { containerLists, podTemplateOf } from '../guardrails/workloads/pod-template.ts';

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
  const account = accountChange(before, after);
  const all = [...added, ...(account === undefined ? [] : [account]), ...rightsChange(before, after)];
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
  return [
    ...(field(container, 'securityContext', 'privileged') === true ? [`container ${name} privileged`] : []),
    ...capabilities.map((capability) => `container ${name} with capability ${capability}`),
  ];
}

/** Pods of a new object bring their account along; those of an old one did without it. */
function accountChange(before: KubernetesObject | undefined, after: KubernetesObject): string | undefined {
  if (before === undefined) return undefined;
  const [old, next] = [accountOf(before), accountOf(after)];
  return next === undefined || old === next ? undefined : `service account ${next}`;
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
