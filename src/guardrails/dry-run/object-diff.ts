import { createTwoFilesPatch } from 'diff';
import { stringify } from 'yaml';
import { type KubernetesObject, refOf, refText } from '../../domain/objects.ts';

/** Repeats a whole object, values that may be secret included; a pod template may have come by it too. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';
/** Annotations that change by themselves or repeat the whole object. */
const noise: ReadonlySet<string> = new Set(['deployment.kubernetes.io/revision', lastApplied]);

/** An object without what the cluster changes by itself: what an approval rests on, and what a diff shows. */
export function settled(object: KubernetesObject): KubernetesObject {
  const { status: _status, ...rest } = object;
  const {
    managedFields: _managedFields,
    generation: _generation,
    resourceVersion: _resourceVersion,
    selfLink: _selfLink,
    annotations,
    ...metadata
  } = object.metadata as KubernetesObject['metadata'] & { managedFields?: unknown; selfLink?: unknown };
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !noise.has(key));
  return {
    ...rest,
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: kept.length === 0 ? metadata : { ...metadata, annotations: Object.fromEntries(kept) },
  };
}

/**
 * Unified diff, as YAML, of an object before and after; values that may be secret are shown as names alone. Absent on
 * one side: the object is made, or deleted.
 */
export function objectDiff(
  before: KubernetesObject | undefined,
  after: KubernetesObject | undefined,
): string {
  const { before: left, after: right } = maskPair(before && settled(before), after && settled(after));
  const object = after ?? before;
  const name = object === undefined ? '' : refText(refOf(object));
  const patch = createTwoFilesPatch(
    name,
    name,
    left === undefined ? '' : yamlOf(left),
    right === undefined ? '' : yamlOf(right),
    before === undefined ? 'absent' : 'now',
    after === undefined ? 'deleted' : 'proposed',
    {
      context: 3,
    },
  );
  // People know which object it is from the two lines that follow.
  return patch.replace(/^Index:.*\n=+\n/u, '');
}

function yamlOf(object: unknown): string {
  return stringify(object, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false });
}

const hidden = '(hidden)';
const changed = '(changed)';

/** Hides the values of env, ConfigMap data and Secret data, telling only whether they change. */
function maskPair(before: unknown, after: unknown): { before: unknown; after: unknown } {
  return {
    before: mask(before, before),
    after: after === undefined ? undefined : mask(after, before),
  };
}

function mask(value: unknown, other: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) =>
      mask(item, Array.isArray(other) ? counterpart(item, index, other) : undefined),
    );
  }
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Readonly<Record<string, unknown>>;
  const twin = (typeof other === 'object' && other !== null ? other : {}) as Readonly<
    Record<string, unknown>
  >;
  return Object.fromEntries(
    Object.entries(record).map(([key, inner]) => {
      if (key === 'env' && Array.isArray(inner))
        return [key, inner.map((each: unknown, index) => maskEnv(each, index, inner, twin[key]))];
      if (key === lastApplied) return [key, inner === twin[key] ? hidden : changed];
      if ((key === 'data' || key === 'stringData' || key === 'binaryData') && isMap(inner)) {
        return [key, maskValues(inner, isMap(twin[key]) ? twin[key] : {})];
      }
      return [key, mask(inner, twin[key])];
    }),
  );
}

/** List items are compared with the one of the same name, so that an insertion does not shift the comparison. */
function counterpart(item: unknown, index: number, others: readonly unknown[]): unknown {
  const name = isMap(item) ? item['name'] : undefined;
  return name === undefined ? others[index] : others.find((other) => isMap(other) && other['name'] === name);
}

function maskEnv(variable: unknown, index: number, all: readonly unknown[], others: unknown): unknown {
  if (!isMap(variable) || !('value' in variable)) return variable;
  // A name may stand twice, and the last one wins: each is compared with the one in its own place among its namesakes.
  const namesake = (other: unknown) => isMap(other) && other['name'] === variable['name'];
  const place = all.slice(0, index).filter(namesake).length;
  const twin = Array.isArray(others) ? (others as unknown[]).filter(namesake)[place] : undefined;
  const same = isMap(twin) && twin['value'] === variable['value'];
  return { ...variable, value: same ? hidden : changed };
}

function maskValues(
  values: Readonly<Record<string, unknown>>,
  others: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, others[key] === value ? hidden : changed]),
  );
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
