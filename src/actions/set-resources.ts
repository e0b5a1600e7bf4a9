import { z } from 'zod';
import { pointer, valueAt } from '../domain/json-pointer.ts';
import type { Json, KubernetesObject } from '../domain/objects.ts';
import { parseQuantity } from '../domain/quantity.ts';
import type { RiskTier } from '../domain/action.ts';
import { rollingKinds } from '../evidence/kinds.ts';
import { at, changedKeys, every, sameBut, valueOf } from '../admission/cel.ts';
import {
  containerParam,
  eachChanged,
  eachContainer,
  onlyInContainers,
} from '../admission/container-shape.ts';
import type { ShapeParam } from '../admission/write-shape.ts';
import type { ActionType } from './action-type.ts';
import { kubectl, namespaceFlag, resourceName } from './kubectl-text.ts';
import { assign, assume, ensureMap, markedPatch, planPatch } from './marked-patch.ts';
import { containerPath } from './pod-template.ts';
import { invalid, noEffect, noSuchContainer } from './problems.ts';

// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
const quantity = z
  .string()
  .regex(
    /^[0-9]+(\.[0-9]+)?(m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][0-9]{1,2})?$/,
    'a Kubernetes quantity, such as 512Mi or 500m',
  );

/** Resource names to quantities; null removes one. */
const amountNames = ['cpu', 'memory', 'ephemeral-storage'] as const;
const amounts = z.partialRecord(z.enum(amountNames), quantity.nullable());

const params = z
  .strictObject({
    container: z.string().min(1),
    requests: amounts.optional(),
    limits: amounts.optional(),
  })
  .refine((value) => Object.keys({ ...value.requests, ...value.limits }).length > 0, {
    message: 'names at least one request or limit',
  });

type Params = z.infer<typeof params>;

/** Changes requests and limits of one container of a workload's template, which rolls it out. */
export const setResources: ActionType<Params> = {
  name: 'set-resources',
  purpose: 'Set requests and limits of one container; the workload rolls out.',
  params,
  kinds: [...rollingKinds, 'CronJob'],
  plan(target, given, { action, marker }) {
    const container = containerPath(target, given.container);
    if (container === undefined) return noSuchContainer(target, given.container);
    const changes = entriesOf(given).filter(
      ([section, name, value]) =>
        (valueAt(target, `${container}/resources/${section}/${name}`) ?? null) !== value,
    );
    if (changes.length === 0) return noEffect('the container has these requests and limits already');
    const sections = [...new Set(changes.map(([section]) => section))];
    const at = (section: string, name: string) => `${container}/resources${pointer(section, name)}`;
    const patch = markedPatch(
      target,
      marker,
      [
        { op: 'test', path: `${container}/name`, value: given.container },
        ...changes.map(([section, name]) => assume(target, at(section, name))),
      ],
      [
        ...ensureMap(target, `${container}/resources`),
        ...sections.flatMap((section) => ensureMap(target, `${container}/resources/${section}`)),
        ...changes.flatMap(([section, name, value]) => assign(target, at(section, name), value)),
      ],
    );
    const planned = planPatch(target, patch);
    const over = amountNames.find((name) => isAboveLimit(planned.after, container, name));
    if (over !== undefined) {
      return invalid(`the container would request more ${over} than its limit`, `set ${over} of both`);
    }
    return {
      ok: true,
      change: {
        ...planned,
        inverse: {
          action: { ...action, params: inverseParams(target, container, given.container, changes) },
        },
        risk: riskOf(target, container, changes),
      },
    };
  },
  kubectl({ target }, { container, requests, limits }) {
    const flag = (name: string, values: Params['limits']) =>
      values === undefined || Object.keys(values).length === 0
        ? []
        : [
            `--${name}=${Object.entries(values)
              .map(([key, value]) => `${key}=${value ?? '0'}`)
              .join(',')}`,
          ];
    return kubectl(
      ...namespaceFlag(target),
      'set',
      'resources',
      resourceName(target),
      `--containers=${container}`,
      ...flag('requests', requests),
      ...flag('limits', limits),
    );
  },
  verifications: ['values', 'rollout', 'restarts', 'condition'],
  rights: (kind) => [
    {
      apiGroup: kind === 'CronJob' ? 'batch' : 'apps',
      resource: `${kind.toLowerCase()}s`,
      verbs: ['get', 'patch'],
    },
  ],
  admission: () => [
    {
      operation: 'UPDATE',
      only: [...onlyInContainers(['resources']), onlyAmounts],
      params: [containerParam, amountParam('requests'), amountParam('limits')],
      unseen: [],
    },
  ],
};

type Change = readonly [section: 'requests' | 'limits', name: string, value: string | null];

function entriesOf(given: Params): readonly Change[] {
  return (['requests', 'limits'] as const).flatMap((section) =>
    Object.entries(given[section] ?? {}).map(([name, value]) => [section, name, value ?? null] as const),
  );
}

function inverseParams(
  target: KubernetesObject,
  container: string,
  name: string,
  changes: readonly Change[],
) {
  const previous: { [section: string]: { [name: string]: Json } } = {};
  for (const [section, resource] of changes) {
    const value = valueAt(target, `${container}/resources/${section}/${resource}`);
    previous[section] = { ...previous[section], [resource]: typeof value === 'string' ? value : null };
  }
  return { container: name, ...previous };
}

/** https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#requests-and-limits */
function isAboveLimit(workload: KubernetesObject | undefined, container: string, name: string): boolean {
  const [request, limit] = (['requests', 'limits'] as const).map((section) => {
    const amount = valueAt(workload, `${container}/resources/${section}/${name}`);
    return typeof amount === 'string' || typeof amount === 'number' ? parseQuantity(amount) : undefined;
  });
  return request !== undefined && limit !== undefined && request > limit;
}

/** Giving more is low risk; giving less, or taking a bound away, can starve the container or its neighbours. */
function riskOf(target: KubernetesObject, container: string, changes: readonly Change[]): RiskTier {
  const lessOrUnbounded = changes.some(([section, name, value]) => {
    const present = valueAt(target, `${container}/resources/${section}/${name}`);
    if (value === null) return true;
    if (typeof present !== 'string') return false;
    return (parseQuantity(value) ?? 0) < (parseQuantity(present) ?? 0);
  });
  return lessOrUnbounded ? 'medium' : 'low';
}

type Section = 'requests' | 'limits';

const amountsAt = (container: 'c' | 'o', section: Section) => at(container, ['resources', section], '{}');

/** Of the resources nothing changes but requests and limits under these names. */
const onlyAmounts = eachContainer(
  every([
    sameBut(at('c', ['resources'], '{}'), at('o', ['resources'], '{}'), ['requests', 'limits']),
    ...(['requests', 'limits'] as const).map((section) =>
      sameBut(amountsAt('c', section), amountsAt('o', section), amountNames),
    ),
  ]),
);

function amountParam(section: Section): ShapeParam {
  const [next, previous] = [amountsAt('c', section), amountsAt('o', section)];
  return {
    path: [section, { cel: 'k' }],
    value: valueOf(next, 'k'),
    present: valueOf(previous, 'k'),
    each: [...eachChanged, ['k', changedKeys(next, previous)]],
  };
}
