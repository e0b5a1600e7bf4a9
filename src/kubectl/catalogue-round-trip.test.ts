import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, parseAction } from '../actions/catalogue.ts';
import { reservedKeyIn } from '../actions/reserved-keys.ts';
import type { Action } from '../domain/action.ts';
import type { ObjectRef } from '../domain/objects.ts';
import { kindNamed } from './kinds.ts';
import { parseKubectl } from './parse-kubectl.ts';

const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/u);
const container = name;
/** Keys that parseAction takes: reserved ones never become an action (reserved-keys.test.ts). */
const isTaken = (key: string): boolean => reservedKeyIn({ [key]: '' }) === undefined;
const labelName = fc
  .stringMatching(/^([a-z]{1,8}\.io\/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,10}[A-Za-z0-9])?$/u)
  .filter(isTaken);
const labelValue = fc.stringMatching(/^([A-Za-z0-9]([A-Za-z0-9_.-]{0,10}[A-Za-z0-9])?)?$/u);
const labels = fc.dictionary(labelName, fc.option(labelValue), { minKeys: 1 });
// Text that can be seen: what cannot be is refused, however it is quoted.
const text = fc.string({ unit: fc.constantFrom(...`ab=, '"\\$\`*;|&<>(){}[]~#!-\n\t`.split(''), '€', '𝄞') });
// "0" is how kubectl writes that there is none.
const quantity = fc.option(fc.constantFrom('100m', '0.5', '512Mi', '2Gi'));
const amounts = fc.record(
  { cpu: quantity, memory: quantity, 'ephemeral-storage': quantity },
  { requiredKeys: ['memory'] },
);
const scalar = fc.oneof(fc.constant(null), fc.boolean(), fc.integer(), text);
const json = fc.oneof(scalar, fc.array(scalar), fc.dictionary(text, fc.array(scalar)));
const path = fc.constantFrom('/spec/replicas', '/metadata/labels/a~1b', '/spec/rules/0/host');
const noParams = fc.constant({});

const rolling = ['Deployment', 'StatefulSet', 'DaemonSet'];
const anyKind = [
  ...rolling,
  'CronJob',
  'Job',
  'Pod',
  'Service',
  'Ingress',
  'Node',
  'Namespace',
  'PersistentVolume',
];

/** Kinds and parameters of every entry that has a command line of its own. */
const actions: Readonly<Record<string, readonly [readonly string[], fc.Arbitrary<object>]>> = {
  'restart-workload': [rolling, noParams],
  'scale-workload': [['Deployment', 'StatefulSet'], fc.record({ replicas: fc.nat(1000) })],
  'set-resources': [
    [...rolling, 'CronJob'],
    fc.record({ container, requests: amounts, limits: amounts }, { requiredKeys: ['container', 'limits'] }),
  ],
  'rollback-workload': [
    rolling,
    fc.record({ toRevision: fc.integer({ min: 1, max: 9999 }) }, { requiredKeys: [] }),
  ],
  'set-image': [
    [...rolling, 'CronJob'],
    fc.record({ container, image: fc.constantFrom('web:1', 'ghcr.io/team/web@sha256:'.padEnd(88, '0')) }),
  ],
  'set-env': [
    [...rolling, 'CronJob'],
    fc.record({
      container,
      name: fc.stringMatching(/^[A-Za-z_.][A-Za-z0-9_.-]{0,10}$/u),
      value: fc.option(text),
    }),
  ],
  'delete-pod': [['Pod'], noParams],
  'delete-job': [['Job'], noParams],
  'run-cronjob': [['CronJob'], noParams],
  'suspend-cronjob': [['CronJob'], fc.record({ suspend: fc.boolean() })],
  'patch-service-selector': [['Service'], fc.record({ selector: labels })],
  'set-labels': [anyKind, fc.record({ labels })],
  'patch-configmap': [
    ['ConfigMap'],
    fc.record({
      data: fc.dictionary(fc.stringMatching(/^[a-zA-Z0-9.-]{1,10}$/u).filter(isTaken), fc.option(text), {
        minKeys: 1,
      }),
    }),
  ],
  'cordon-node': [['Node'], fc.record({ unschedulable: fc.boolean() })],
  'patch-object': [
    anyKind,
    fc.record({
      patch: fc.array(fc.record({ op: fc.constantFrom('add', 'replace'), path, value: json }), {
        minLength: 1,
      }),
    }),
  ],
};
/** Both are about files: kubectl reads them, and the parser does not. */
const withoutCommandLine = new Set(['apply-object', 'open-pull-request']);

function targetOf(kind: string, names: { readonly namespace: string; readonly name: string }): ObjectRef {
  const { apiVersion, namespaced } = kindNamed(kind);
  return { apiVersion, kind, ...(namespaced ? { namespace: names.namespace } : {}), name: names.name };
}

function actionsOf(entry: string): fc.Arbitrary<Action> {
  const [kinds, params] = actions[entry] ?? [[], noParams];
  return fc
    .tuple(fc.constantFrom(...kinds), fc.record({ namespace: name, name }), params)
    .map(([kind, names, given]) => ({
      apiVersion: 'firebreak.dev/v1',
      action: entry,
      cluster: 'default',
      target: targetOf(kind, names),
      params: given as Action['params'],
    }));
}

function kubectlOf(action: Action): string {
  const parsed = parseAction(action);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.type.kubectl(parsed.action, parsed.params);
}

function expectRoundTrip(action: Action): void {
  expect(parseKubectl(kubectlOf(action))).toEqual({ ok: true, readOnly: false, actions: [action] });
}

describe("an action's own command line", () => {
  const entries = catalogue.map((entry) => entry.name).filter((entry) => !withoutCommandLine.has(entry));

  it.each(entries)('of %s is read back as the action', (entry) => {
    expect(Object.keys(actions)).toContain(entry);
    fc.assert(fc.property(actionsOf(entry), expectRoundTrip));
  });

  it('of labels of a pod template is read back as the action', () => {
    const templated = fc
      .tuple(fc.constantFrom(...rolling, 'CronJob', 'Job'), fc.record({ namespace: name, name }), labels)
      .map(
        ([kind, names, given]): Action => ({
          apiVersion: 'firebreak.dev/v1',
          action: 'set-labels',
          cluster: 'default',
          target: targetOf(kind, names),
          params: { labels: given, template: true },
        }),
      );
    fc.assert(fc.property(templated, expectRoundTrip));
  });
});
