import { field, listAt, numberAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { TemplateContainer } from '../views/workload-view.ts';
import { podTemplate, replicaView, templateContainers, templateLabels } from '../views/workload-view.ts';
import type { Description } from './description.ts';
import { description, pairs } from './description.ts';

const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;

/** Replicas, conditions, and each container's image, resources, probes and names of environment variables. */
export function describeWorkload(workload: KubernetesObject): Description {
  const replicas = replicaView(workload);
  const state =
    replicas === undefined
      ? ''
      : `: ${replicas.ready} of ${replicas.desired} ready, ${replicas.updated} updated${replicas.observed ? '' : ', newest spec not yet observed'}`;
  return description(`${refText(refOf(workload))}${state}`, [
    ...conditions(workload),
    `pod labels: ${pairs(templateLabels(workload))}`,
    ...hostAccess(podTemplate(workload)),
    ...templateContainers(workload).map(containerLine),
  ]);
}

function containerLine(container: TemplateContainer): string {
  const parts = [
    `image ${container.image}`,
    `requests ${pairs(container.requests)}`,
    `limits ${pairs(container.limits)}`,
    ...ports(container.raw),
    ...probes.flatMap((probe) => probeText(probe, field(container.raw, probe))),
    ...(container.envNames.length === 0 ? [] : [`env names ${container.envNames.join(', ')}`]),
    ...envSources(container.raw),
    ...security(container.raw),
  ];
  return `${container.init ? 'init container' : 'container'} ${container.name}: ${parts.join('; ')}`;
}

function ports(container: unknown): readonly string[] {
  const all = listAt(container, 'ports').map(
    (port) => `${textAt(port, 'name') ?? ''}:${numberAt(port, 'containerPort') ?? '?'}`,
  );
  return all.length === 0 ? [] : [`ports ${all.join(', ')}`];
}

function probeText(name: string, probe: unknown): readonly string[] {
  if (probe === undefined) return [];
  const path = textAt(probe, 'httpGet', 'path');
  const port =
    field(probe, 'httpGet', 'port') ?? field(probe, 'tcpSocket', 'port') ?? field(probe, 'grpc', 'port');
  const how = path === undefined ? (port === undefined ? 'exec' : 'port') : `GET ${path}`;
  const timing = ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold'].flatMap(
    (key) => {
      const value = numberAt(probe, key);
      return value === undefined ? [] : [`${key} ${value}`];
    },
  );
  return [[`${name} ${how}`, ...(port === undefined ? [] : [JSON.stringify(port)]), ...timing].join(' ')];
}

/** ConfigMaps and Secrets are named, never read. */
function envSources(container: unknown): readonly string[] {
  const names = [
    ...listAt(container, 'env').flatMap((variable) => [
      ...named('ConfigMap', textAt(variable, 'valueFrom', 'configMapKeyRef', 'name')),
      ...named('Secret', textAt(variable, 'valueFrom', 'secretKeyRef', 'name')),
    ]),
    ...listAt(container, 'envFrom').flatMap((source) => [
      ...named('ConfigMap', textAt(source, 'configMapRef', 'name')),
      ...named('Secret', textAt(source, 'secretRef', 'name')),
    ]),
  ];
  return names.length === 0 ? [] : [`env from ${[...new Set(names)].join(', ')}`];
}

function named(kind: string, name: string | undefined): readonly string[] {
  return name === undefined ? [] : [`${kind} ${name}`];
}

function security(container: unknown): readonly string[] {
  return field(container, 'securityContext', 'privileged') === true ? ['privileged'] : [];
}

function hostAccess(template: unknown): readonly string[] {
  const used = ['hostNetwork', 'hostPID', 'hostIPC'].filter((key) => field(template, 'spec', key) === true);
  return used.length === 0 ? [] : [`uses ${used.join(', ')}`];
}

function conditions(workload: KubernetesObject): readonly string[] {
  return listAt(workload, 'status', 'conditions').flatMap((condition) => {
    const bad = textAt(condition, 'status') === 'False' || textAt(condition, 'type') === 'ReplicaFailure';
    if (!bad) return [];
    return [
      `condition ${textAt(condition, 'type') ?? ''}=${textAt(condition, 'status') ?? ''} ${textAt(condition, 'reason') ?? ''}: ${textAt(condition, 'message') ?? ''}`,
    ];
  });
}
