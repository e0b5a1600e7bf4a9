import { z } from 'zod';
import { valueAt } from '../domain/json-pointer.ts';
import { rollingKinds } from '../evidence/kinds.ts';
import { containerParam, eachChanged, onlyInContainers } from '../admission/container-shape.ts';
import type { ActionType } from './action-type.ts';
import { changeInto } from './change-into.ts';
import { textAt } from '../domain/fields.ts';
import { kubectl, namespaceFlag, resourceName } from './kubectl-text.ts';
import { assign, patched } from './marked-patch.ts';
import { containerPath } from './pod-template.ts';
import { noEffect, noSuchContainer } from './problems.ts';
import { readRevisions, revisionsOf } from './revisions.ts';
import { rightOn } from './rights.ts';

// https://kubernetes.io/docs/concepts/containers/images/#image-names
const image = z
  .string()
  .max(512)
  .regex(
    /^[a-z0-9][a-z0-9.-]*(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
    'an image reference, such as registry.example/team/app:1.2',
  );

const params = z.strictObject({ container: z.string().min(1), image });

/** Changes the image of one container. Layer 1 lets only repositories pass that the workload has run before. */
export const setImage: ActionType<z.infer<typeof params>> = {
  name: 'set-image',
  purpose: 'Set the image of one container, from a repository that the workload has run; it rolls out.',
  params,
  kinds: [...rollingKinds, 'CronJob'],
  related: readRevisions,
  plan(target, given, { action, marker, related }) {
    const container = containerPath(target, given.container);
    const present = container === undefined ? undefined : textAt(valueAt(target, container), 'image');
    if (container === undefined || present === undefined) return noSuchContainer(target, given.container);
    const wanted = patched(target, assign(target, `${container}/image`, given.image));
    const change = changeInto(target, wanted, marker);
    if (change === undefined) return noEffect('the container has this image already');
    return {
      ok: true,
      change: {
        ...change,
        inverse: { action: { ...action, params: { container: given.container, image: present } } },
        risk: 'medium',
        earlier: revisionsOf(target, related).map(({ workload }) => workload),
      },
    };
  },
  kubectl: ({ target }, { container, image: reference }) =>
    kubectl(...namespaceFlag(target), 'set', 'image', resourceName(target), `${container}=${reference}`),
  verifications: ['values', 'rollout', 'restarts', 'condition'],
  rights: (kind) => [
    rightOn(kind, 'get', 'patch'),
    ...(kind === 'CronJob'
      ? []
      : [rightOn(kind === 'Deployment' ? 'ReplicaSet' : 'ControllerRevision', 'list')]),
  ],
  admission: () => [
    {
      operation: 'UPDATE',
      only: onlyInContainers(['image']),
      params: [containerParam, { path: ['image'], value: 'c.image', each: eachChanged }],
      unseen: ['earlier revisions: only repositories that the object runs at the time are let through'],
    },
  ],
};
