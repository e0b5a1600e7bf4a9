import { field } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { pairs } from './describe/description.ts';
import type { TemplateContainer } from './views/workload-view.ts';
import { podTemplate, templateContainers } from './views/workload-view.ts';

/**
 * What changed from one pod template to the next, a line a change. Environment variables are named, never shown:
 * their values may be secrets.
 */
export function diffTemplates(before: KubernetesObject, after: KubernetesObject): readonly string[] {
  const old = new Map(templateContainers(before).map((container) => [container.name, container]));
  const now = new Map(templateContainers(after).map((container) => [container.name, container]));
  const names = [...new Set([...old.keys(), ...now.keys()])];
  const containers = names.flatMap((name) => diffContainers(name, old.get(name), now.get(name)));
  const rest = [
    'volumes',
    'nodeSelector',
    'serviceAccountName',
    'securityContext',
    'affinity',
    'tolerations',
  ].filter((key) => !same(field(podTemplate(before), 'spec', key), field(podTemplate(after), 'spec', key)));
  return [...containers, ...rest.map((key) => `pod: ${key} changed`)];
}

function diffContainers(
  name: string,
  before: TemplateContainer | undefined,
  after: TemplateContainer | undefined,
): readonly string[] {
  if (before === undefined) return [`container ${name}: added`];
  if (after === undefined) return [`container ${name}: removed`];
  const changes = [
    ...(before.image === after.image ? [] : [`image ${before.image} → ${after.image}`]),
    ...(same(before.requests, after.requests)
      ? []
      : [`requests ${pairs(before.requests)} → ${pairs(after.requests)}`]),
    ...(same(before.limits, after.limits) ? [] : [`limits ${pairs(before.limits)} → ${pairs(after.limits)}`]),
    ...diffEnv(before, after),
    ...[
      'command',
      'args',
      'envFrom',
      'ports',
      'volumeMounts',
      'livenessProbe',
      'readinessProbe',
      'startupProbe',
      'securityContext',
    ]
      .filter((key) => !same(field(before.raw, key), field(after.raw, key)))
      .map((key) => `${key} changed`),
  ];
  return changes.map((change) => `container ${name}: ${change}`);
}

function diffEnv(before: TemplateContainer, after: TemplateContainer): readonly string[] {
  const added = after.envNames.filter((name) => !before.envNames.includes(name));
  const removed = before.envNames.filter((name) => !after.envNames.includes(name));
  const changed = after.envNames.filter(
    (name) => before.envNames.includes(name) && !same(variable(before, name), variable(after, name)),
  );
  return [
    ...added.map((name) => `env ${name} added`),
    ...removed.map((name) => `env ${name} removed`),
    ...changed.map((name) => `env ${name} changed`),
  ];
}

function variable(container: TemplateContainer, name: string): unknown {
  const env = field(container.raw, 'env');
  return Array.isArray(env) ? env.find((entry) => field(entry, 'name') === name) : undefined;
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
