import { z } from 'zod';
import { pointer, valueAt } from '../domain/json-pointer.ts';
import { rollingKinds } from '../evidence/kinds.ts';
import { literal } from '../admission/cel.ts';
import { onlyInTemplate } from '../admission/write-shape.ts';
import type { ActionType } from './action-type.ts';
import { kubectl, namespaceFlag, resourceName } from './kubectl-text.ts';
import { assign, assume, ensureMap, markedPatch, planPatch } from './marked-patch.ts';
import { templatePath } from './pod-template.ts';

const params = z.strictObject({});
const restartedAtKey = 'kubectl.kubernetes.io/restartedAt';

/** Rolls every pod of a workload, by the annotation that `kubectl rollout restart` sets on the template. */
export const restartWorkload: ActionType<z.infer<typeof params>> = {
  name: 'restart-workload',
  purpose: 'Replace every pod of a workload, one roll-out after the other settings stay as they are.',
  params,
  kinds: rollingKinds,
  plan(target, _params, { marker, at }) {
    const template = templatePath(target.kind) ?? '/spec/template';
    const annotations = `${template}/metadata/annotations`;
    const restartedAt = `${annotations}${pointer(restartedAtKey)}`;
    const metadata = valueAt(target, `${template}/metadata`);
    const patch = markedPatch(
      target,
      marker,
      [assume(target, restartedAt)],
      [
        ...(metadata === null ? [] : ensureMap(target, `${template}/metadata`)),
        ...ensureMap(target, annotations),
        ...assign(target, restartedAt, at),
      ],
    );
    return {
      ok: true,
      change: {
        ...planPatch(target, patch),
        inverse: { irreversible: 'pods that were replaced do not come back; the settings did not change' },
        risk: 'low',
      },
    };
  },
  kubectl: ({ target }) => kubectl(...namespaceFlag(target), 'rollout', 'restart', resourceName(target)),
  verifications: ['rollout', 'restarts', 'condition'],
  rights: (kind) => [{ apiGroup: 'apps', resource: `${kind.toLowerCase()}s`, verbs: ['get', 'patch'] }],
  admission: () => [
    {
      operation: 'UPDATE',
      only: [
        ...onlyInTemplate(['metadata', 'annotations'], [restartedAtKey]),
        `variables.template.metadata.annotations[${literal(restartedAtKey)}].matches("^[0-9]{4}-[-0-9T:.Z]{4,30}$")`,
      ],
      params: [],
      paramsMap: '{}',
      unseen: [],
    },
  ],
};
