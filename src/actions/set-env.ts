import { z } from 'zod';
import { field, listAt, textAt } from '../domain/fields.ts';
import { valueAt } from '../domain/json-pointer.ts';
import type { Json, KubernetesObject } from '../domain/objects.ts';
import { rollingKinds } from '../evidence/kinds.ts';
import { containerParam, onlyInContainers } from '../admission/container-shape.ts';
import { envParams, oneVariableChanges } from '../admission/env-shape.ts';
import type { ActionType } from './action-type.ts';
import { changeInto } from './change-into.ts';
import { kubectl, namespaceFlag, resourceName } from './kubectl-text.ts';
import { patched } from './marked-patch.ts';
import { containerPath } from './pod-template.ts';
import { invalid, noEffect, noSuchContainer } from './problems.ts';
import { rightOn } from './rights.ts';

// https://kubernetes.io/docs/tasks/inject-data-application/define-environment-variable-container/
const variableName = z
  .string()
  .max(253)
  .regex(/^[-._a-zA-Z][-._a-zA-Z0-9]*$/, 'a variable name');

const params = z.strictObject({
  container: z.string().min(1),
  name: variableName,
  value: z.string().max(32_768).nullable(),
  /** The variable that a new one is put in front of, since $(VAR) sees only what comes earlier; else it comes last. */
  before: variableName.optional(),
});

type Params = z.infer<typeof params>;
type Variable = Readonly<Record<string, Json>>;

/** Sets one variable of one container to a literal value, or removes it with null. */
export const setEnv: ActionType<Params> = {
  name: 'set-env',
  purpose: 'Set one environment variable of a container (null removes it), never a secret; it rolls out.',
  params,
  kinds: [...rollingKinds, 'CronJob'],
  plan(target, given, { action, marker }) {
    const path = containerPath(target, given.container);
    if (path === undefined) return noSuchContainer(target, given.container);
    const env = listAt(valueAt(target, path), 'env') as readonly Variable[];
    const index = env.findIndex(({ name }) => name === given.name);
    const present = env[index];
    if (present !== undefined && field(present, 'valueFrom') !== undefined) {
      return invalid(`${given.name} takes its value from another object`, 'change that object');
    }
    const wanted = changedEnv(env, index, given);
    const dangling = danglingReference(wanted, given.name, env);
    if (dangling !== undefined) return invalid(dangling, 'name a later variable in "before"');
    const change = changeInto(target, withEnv(target, path, wanted), marker);
    if (change === undefined) return noEffect(`${given.name} is set so already`);
    return {
      ok: true,
      change: {
        ...change,
        inverse: { action: { ...action, params: inverseParams(given, env, index) } },
        risk: 'medium',
      },
    };
  },
  kubectl: ({ target }, { container, name, value }) =>
    kubectl(
      ...namespaceFlag(target),
      'set',
      'env',
      resourceName(target),
      `--containers=${container}`,
      value === null ? `${name}-` : `${name}=${value}`,
    ),
  verifications: ['values', 'rollout', 'restarts', 'condition'],
  rights: (kind) => [rightOn(kind, 'get', 'patch')],
  admission: () => [
    {
      operation: 'UPDATE',
      only: [...onlyInContainers(['env']), oneVariableChanges],
      params: [containerParam, ...envParams],
      unseen: ['before which variable a new one was meant to come'],
    },
  ],
};

function changedEnv(env: readonly Variable[], index: number, given: Params): readonly Variable[] {
  const { name, value, before } = given;
  if (value === null) return env.filter((_variable, at) => at !== index);
  // The API server leaves out an empty value.
  const variable: Variable = value === '' ? { name } : { name, value };
  if (index >= 0) return env.with(index, variable);
  const place = before === undefined ? -1 : env.findIndex((other) => other['name'] === before);
  return env.toSpliced(place < 0 ? env.length : place, 0, variable);
}

/** The API server drops an empty list, so it counts as none. */
function withEnv(target: KubernetesObject, path: string, env: readonly Variable[]): KubernetesObject {
  const { env: _env, ...container } = valueAt(target, path) as Variable;
  const value = env.length === 0 ? container : { ...container, env };
  return patched(target, [{ op: 'replace', path, value }]);
}

/**
 * `$(VAR)` stays as it is written unless VAR is defined earlier in the list: said where the change would break it.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
function danglingReference(
  wanted: readonly Variable[],
  changed: string,
  present: readonly Variable[],
): string | undefined {
  const defined = new Set([...wanted, ...present].map((variable) => textAt(variable, 'name')));
  for (const [index, variable] of wanted.entries()) {
    const own = textAt(variable, 'name') ?? '';
    const earlier = new Set(wanted.slice(0, index).map((other) => textAt(other, 'name')));
    const missing = referencesIn(textAt(variable, 'value') ?? '').find(
      (name) => (own === changed || name === changed) && defined.has(name) && !earlier.has(name),
    );
    if (missing !== undefined) return `${own} refers to $(${missing}), which is not defined before it`;
  }
  return undefined;
}

/** Names in `$(NAME)`; `$$(NAME)` is an escape. */
function referencesIn(value: string): readonly string[] {
  return [...value.matchAll(/(?<!\$)\$\(([-._a-zA-Z][-._a-zA-Z0-9]*)\)/gu)].map(([, name]) => name ?? '');
}

function inverseParams({ container, name }: Params, env: readonly Variable[], index: number) {
  const next = textAt(env[index + 1], 'name');
  const known = index >= 0;
  return {
    container,
    name,
    value: known ? (textAt(env[index], 'value') ?? '') : null,
    ...(known && next !== undefined ? { before: next } : {}),
  };
}
