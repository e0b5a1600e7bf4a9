import { isDeepStrictEqual } from 'node:util';
import { field, listAt, numberAt, textAt, textMapAt } from '../../domain/fields.ts';
import { fromLabelSelector, meets } from '../../domain/label-selector.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { parseQuantity } from '../../domain/quantity.ts';
import type { FieldError } from './status.ts';

const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/u;
const LABEL_VALUE = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/u;
const LABEL_KEY = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/u;
const LABEL_RULE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

function invalidValue(path: string, value: unknown, why: string): FieldError {
  return { field: path, message: `Invalid value: ${JSON.stringify(value)}: ${why}` };
}

function labels(value: unknown, path: string): FieldError[] {
  return Object.entries(textMapAt(value)).flatMap(([key, text]) => [
    ...(LABEL_KEY.test(key)
      ? []
      : [invalidValue(path, key, 'name part must consist of alphanumeric characters')]),
    ...(LABEL_VALUE.test(text) && text.length <= 63 ? [] : [invalidValue(path, text, LABEL_RULE)]),
  ]);
}

function resources(container: unknown, path: string): FieldError[] {
  const limits = textMapAt(container, 'resources', 'limits');
  const requests = textMapAt(container, 'resources', 'requests');
  return Object.entries(requests).flatMap(([name, request]) => {
    const limit = limits[name];
    const [asked, most] = [parseQuantity(request), limit === undefined ? undefined : parseQuantity(limit)];
    if (asked === undefined || most === undefined || asked <= most) return [];
    return [
      invalidValue(
        `${path}.resources.requests`,
        request,
        `must be less than or equal to ${name} limit of ${limit}`,
      ),
    ];
  });
}

function podSpec(spec: unknown, path: string): FieldError[] {
  const containers = listAt(spec, 'containers');
  const missing: FieldError[] =
    containers.length === 0
      ? [{ field: `${path}.containers`, message: 'Required value', reason: 'FieldValueRequired' }]
      : [];
  return [...missing, ...containers.flatMap((one, index) => resources(one, `${path}.containers[${index}]`))];
}

function workload(object: KubernetesObject): FieldError[] {
  const selector = field(object, 'spec', 'selector');
  const templateLabels = textMapAt(object, 'spec', 'template', 'metadata', 'labels');
  const replicas = numberAt(object, 'spec', 'replicas') ?? 0;
  return [
    ...(replicas < 0 ? [invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0')] : []),
    ...(meets(fromLabelSelector(selector) ?? [], templateLabels) && selector !== undefined
      ? []
      : [
          invalidValue(
            'spec.template.metadata.labels',
            templateLabels,
            '`selector` does not match template `labels`',
          ),
        ]),
    ...labels(templateLabels, 'spec.template.labels'),
    ...podSpec(field(object, 'spec', 'template', 'spec'), 'spec.template.spec'),
  ];
}

function unchanged(
  before: KubernetesObject,
  after: KubernetesObject,
  ...path: readonly string[]
): FieldError[] {
  const [was, is] = [field(before, ...path), field(after, ...path)];
  return isDeepStrictEqual(was, is) ? [] : [invalidValue(path.join('.'), is, 'field is immutable')];
}

const IMMUTABLE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  Deployment: [['spec', 'selector']],
  ReplicaSet: [['spec', 'selector']],
  StatefulSet: [
    ['spec', 'selector'],
    ['spec', 'serviceName'],
    ['spec', 'volumeClaimTemplates'],
  ],
  Job: [
    ['spec', 'selector'],
    ['spec', 'template'],
    ['spec', 'completions'],
  ],
  Service: [['spec', 'clusterIP']],
};

function byKind(object: KubernetesObject): FieldError[] {
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'ReplicaSet':
      return workload(object);
    case 'Job':
      return podSpec(field(object, 'spec', 'template', 'spec'), 'spec.template.spec');
    case 'Pod':
      return podSpec(field(object, 'spec'), 'spec');
    case 'Service':
      return labels(field(object, 'spec', 'selector'), 'spec.selector');
    default:
      return [];
  }
}

/** What the API server would call invalid about the object, or about the step from `before` to it. */
export function validate(after: KubernetesObject, before?: KubernetesObject): readonly FieldError[] {
  const { name } = after.metadata;
  return [
    ...(DNS_SUBDOMAIN.test(name) || after.kind.startsWith('ClusterRole')
      ? []
      : [
          invalidValue(
            'metadata.name',
            name,
            'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters',
          ),
        ]),
    ...labels(after.metadata.labels, 'metadata.labels'),
    ...byKind(after),
    ...(before === undefined ? [] : unchanged(before, after, 'metadata', 'uid')),
    ...(before === undefined
      ? []
      : (IMMUTABLE[after.kind] ?? []).flatMap((path) => unchanged(before, after, ...path))),
  ];
}

const POD_SPEC: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  Deployment: ['spec', 'template', 'spec'],
  StatefulSet: ['spec', 'template', 'spec'],
  ReplicaSet: ['spec', 'template', 'spec'],
  Job: ['spec', 'template', 'spec'],
};

function shapeless(object: KubernetesObject): boolean {
  const path = POD_SPEC[object.kind];
  if (path === undefined) return object.kind === 'Service' && typeof object['spec'] !== 'object';
  const containers = field(object, ...path, 'containers');
  return (
    !Array.isArray(containers) ||
    containers.some((one) => textAt(one, 'name') === undefined || textAt(one, 'image') === undefined)
  );
}

/** What keeps the object from being decoded at all, quantities that are none included; undefined for nothing. */
export function undecodable(object: KubernetesObject): string | undefined {
  if (textAt(object, 'metadata', 'name') === undefined) return 'metadata.name is missing';
  if (shapeless(object)) return `${object.kind} without the containers or the spec that its kind needs`;
  const containers = listAt(object, ...(POD_SPEC[object.kind] ?? []), 'containers');
  const amounts = containers
    .flatMap((one) => [field(one, 'resources', 'limits'), field(one, 'resources', 'requests')])
    .flatMap((map) => Object.values(textMapAt(map)));
  if (amounts.some((amount) => parseQuantity(amount) === undefined)) {
    return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
  }
  const texts = [object.metadata.labels, object.metadata.annotations].flatMap((map) =>
    Object.values(map ?? {}),
  );
  return texts.some((value) => typeof value !== 'string')
    ? 'json: cannot unmarshal into Go struct field ObjectMeta of type string'
    : undefined;
}
