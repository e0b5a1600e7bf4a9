import { z } from 'zod';
import type { RiskTier } from '../domain/action.ts';
import { pointer, valueAt } from '../domain/json-pointer.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { at } from '../admission/cel.ts';
import {
  annotationsKept,
  mapParams,
  onlyBelow,
  onlyInTemplate,
  type WriteShape,
} from '../admission/write-shape.ts';
import type { ActionType } from './action-type.ts';
import { kubectl, namespaceFlag, resourceName } from './kubectl-text.ts';
import { labelChanges, previousLabels } from './labels.ts';
import { assign, assume, ensureMap, markedPatch, planPatch } from './marked-patch.ts';
import { templatePath } from './pod-template.ts';
import { rightOn } from './rights.ts';

const params = z.strictObject({ labels: labelChanges, template: z.boolean().optional() });

const labelsUnseen = 'which labels are meant to stay: to a `when` all labels look like parameters';

const ownLabels: WriteShape = {
  operation: 'UPDATE',
  only: [annotationsKept, ...onlyBelow(['object', 'oldObject'], [], ['metadata'])],
  params: [mapParams('labels', 'variables.labels', 'variables.oldLabels')],
  paramsMap: '{"labels": variables.labels}',
  unseen: [labelsUnseen],
};

const labelsIn = (template: string) => at(template, ['metadata', 'labels'], '{}');
const templateLabels: WriteShape = {
  operation: 'UPDATE',
  only: onlyInTemplate(['metadata'], ['labels']),
  params: [
    mapParams('labels', labelsIn('variables.template'), labelsIn('variables.oldTemplate')),
    { path: ['template'], value: 'true' },
  ],
  paramsMap: `{"labels": ${labelsIn('variables.template')}, "template": dyn(true)}`,
  unseen: [labelsUnseen],
};

/**
 * Sets or removes labels of an object, or of a workload's pod template. On a Namespace this is how its Pod Security
 * level changes: https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */
export const setLabels: ActionType<z.infer<typeof params>> = {
  name: 'set-labels',
  purpose: 'Set labels of an object (null removes one); with template: true those of its pod template.',
  params,
  kinds: [],
  plan(target, given, { action, marker }) {
    const labelsPath = labelsPathOf(target, given.template === true);
    if (labelsPath === undefined) {
      return {
        ok: false,
        reason: 'action.invalid',
        message: `a ${target.kind} has no pod template`,
        remedy: 'leave out "template", or name a workload',
      };
    }
    const present = labelsAt(target, labelsPath);
    const changes = Object.entries(given.labels).filter(([key, value]) => (present[key] ?? null) !== value);
    if (changes.length === 0) {
      return { ok: false, reason: 'dry-run.no-effect', message: 'the object has these labels already' };
    }
    const at = (key: string) => `${labelsPath}${pointer(key)}`;
    const metadata = labelsPath.slice(0, -'/labels'.length);
    const patch = markedPatch(
      target,
      marker,
      changes.map(([key]) => assume(target, at(key))),
      [
        ...ensureMap(target, metadata),
        ...ensureMap(target, labelsPath),
        ...changes.flatMap(([key, value]) => assign(target, at(key), value)),
      ],
    );
    const previous = previousLabels(present, Object.fromEntries(changes));
    return {
      ok: true,
      change: {
        ...planPatch(target, patch),
        inverse: { action: { ...action, params: { ...action.params, labels: previous } } },
        risk: riskOf(target),
      },
    };
  },
  kubectl({ target }, { labels, template }) {
    if (template !== true) {
      const changes = Object.entries(labels).map(([key, value]) =>
        value === null ? `${key}-` : `${key}=${value}`,
      );
      return kubectl(...namespaceFlag(target), 'label', resourceName(target), ...changes, '--overwrite');
    }
    const path = templatePath(target.kind) === '/spec/template' ? 'spec' : 'cronjob';
    const body = { spec: { template: { metadata: { labels } } } };
    const patch = path === 'spec' ? body : { spec: { jobTemplate: body } };
    return kubectl(
      ...namespaceFlag(target),
      'patch',
      resourceName(target),
      '--type=merge',
      '-p',
      JSON.stringify(patch),
    );
  },
  verifications: ['values', 'rollout', 'condition'],
  rights: (kind) => [rightOn(kind, 'get', 'patch')],
  admission: (kind) => (templatePath(kind) === undefined ? [ownLabels] : [ownLabels, templateLabels]),
};

function labelsPathOf(target: KubernetesObject, template: boolean): string | undefined {
  if (!template) return '/metadata/labels';
  const path = templatePath(target.kind);
  return path === undefined ? undefined : `${path}/metadata/labels`;
}

function labelsAt(target: KubernetesObject, path: string): Readonly<Record<string, string>> {
  const labels = valueAt(target, path);
  return typeof labels === 'object' && labels !== null ? (labels as Readonly<Record<string, string>>) : {};
}

/** Labels steer Services, policies and admission; a Namespace's steer every pod in it. */
function riskOf(target: KubernetesObject): RiskTier {
  return target.kind === 'Node' ? 'high' : 'medium';
}
