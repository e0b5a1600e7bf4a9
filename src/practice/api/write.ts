import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { ClusterState } from '../cluster-state.ts';
import { timestamp, withSystemFields } from '../object-store.ts';
import { apiVersionOf, type ServedResource } from '../resources.ts';
import { withDefaults } from './defaults.ts';
import { applyJsonPatch, applyMergePatch } from './json-patch.ts';
import { labelErrors, podRefusal, relabelWarnings, templateWarnings } from './pod-security-admission.ts';
import {
  alreadyExists,
  badRequest,
  conflict,
  forbidden,
  invalid,
  StatusError,
  strictPatchFailure,
} from './status.ts';
import { unknownFields } from './strict-fields.ts';
import { undecodable, validate } from './validate.ts';

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly strict: boolean;
  readonly fieldManager: string;
}

export interface Written {
  readonly object: KubernetesObject;
  readonly warnings: readonly string[];
}

const metadataSchema = z.looseObject({
  name: z.string().optional(),
  generateName: z.string().optional(),
  namespace: z.string().optional(),
});
const bodySchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: metadataSchema.optional(),
});

function unknownFieldsText(object: KubernetesObject): string | undefined {
  const unknown = unknownFields(object.kind, object);
  return unknown.length === 0 ? undefined : unknown.map((path) => `unknown field "${path}"`).join(', ');
}

function namespaceOf(state: ClusterState, name: string | undefined): KubernetesObject | undefined {
  return name === undefined ? undefined : state.store.get('v1', 'Namespace', undefined, name);
}

/** Pod Security refuses Pods and nothing else; of other objects it warns. */
function admit(
  state: ClusterState,
  resource: ServedResource,
  after: KubernetesObject,
  before?: KubernetesObject,
) {
  const namespace = namespaceOf(state, after.metadata.namespace);
  if (after.kind === 'Pod' && before === undefined) {
    const refusal = podRefusal(namespace, after);
    if (refusal !== undefined) throw forbidden(resource, after.metadata.name, refusal);
  }
  if (after.kind === 'Namespace') {
    const errors = labelErrors(after);
    if (errors.length > 0) throw invalid(resource, after.metadata.name, errors);
    return before === undefined ? [] : relabelWarnings(state.store, before, after);
  }
  return templateWarnings(namespace, after);
}

/** A light form of managedFields: who wrote last, and when; not which fields. */
function managedBy(object: KubernetesObject, manager: string, now: Date): KubernetesObject {
  const entry = {
    manager,
    operation: 'Update',
    apiVersion: object.apiVersion,
    time: timestamp(now),
    fieldsType: 'FieldsV1',
  };
  const { managedFields, ...metadata } = object.metadata as KubernetesObject['metadata'] & {
    readonly managedFields?: readonly { readonly manager?: string }[];
  };
  const others = (managedFields ?? []).filter((one) => one.manager !== manager);
  return {
    ...object,
    metadata: { ...metadata, managedFields: [...others, entry] } as KubernetesObject['metadata'],
  };
}

function newObject(
  state: ClusterState,
  resource: ServedResource,
  namespace: string | undefined,
  body: unknown,
) {
  const parsed = bodySchema.safeParse(body);
  const apiVersion = apiVersionOf(resource);
  if (!parsed.success) throw badRequest('the object provided is unrecognized (must be of type Object)');
  const { metadata = {} } = parsed.data;
  if (parsed.data.kind !== resource.kind || parsed.data.apiVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${parsed.data.apiVersion}) does not match the expected API version (${apiVersion})`,
    );
  }
  if (metadata.namespace !== undefined && metadata.namespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const name =
    metadata.name ??
    (metadata.generateName === undefined ? undefined : `${metadata.generateName}${state.random.suffix(5)}`);
  if (name === undefined || name === '') {
    const message = 'Required value: name or generateName is required';
    throw invalid(resource, '', [{ field: 'metadata.name', message, reason: 'FieldValueRequired' }]);
  }
  const own = { ...metadata, name, ...(namespace === undefined ? {} : { namespace }) };
  return { ...parsed.data, metadata: own } as KubernetesObject;
}

export function createObject(
  state: ClusterState,
  resource: ServedResource,
  namespace: string | undefined,
  body: unknown,
  options: WriteOptions,
): Written {
  const given = newObject(state, resource, namespace, body);
  const { name } = given.metadata;
  const why = (options.strict ? unknownFieldsText(given) : undefined) ?? undecodable(given);
  if (why !== undefined) {
    const kind = `${resource.kind} in version "${resource.version}"`;
    throw badRequest(`${kind} cannot be handled as a ${resource.kind}: strict decoding error: ${why}`);
  }
  if (namespace !== undefined && namespaceOf(state, namespace) === undefined) {
    const details = { name: namespace, kind: 'namespaces' };
    throw new StatusError(404, 'NotFound', `namespaces "${namespace}" not found`, details);
  }
  const { status: _status, ...wanted } = given;
  const { uid: _uid, creationTimestamp: _time, resourceVersion: _version, ...metadata } = wanted.metadata;
  const blank = { ...wanted, metadata } as KubernetesObject;
  const system = withSystemFields(blank, { uid: state.random.uid(), now: state.now() });
  const object = managedBy(withDefaults(system), options.fieldManager, state.now());
  const warnings = admit(state, resource, object);
  const errors = validate(object);
  if (errors.length > 0) throw invalid(resource, name, errors);
  if (state.store.get(object.apiVersion, object.kind, namespace, name) !== undefined)
    throw alreadyExists(resource, name);
  return { object: options.dryRun ? object : state.store.create(object), warnings };
}

function patched(before: KubernetesObject, contentType: string, patch: unknown): KubernetesObject {
  if (contentType === 'application/json-patch+json') return applyJsonPatch(before, patch) as KubernetesObject;
  if (contentType === 'application/merge-patch+json')
    return applyMergePatch(before, patch) as KubernetesObject;
  throw new StatusError(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});
}

/** What a patch cannot change through the main resource, put back as it was. */
function withKeptFields(before: KubernetesObject, after: KubernetesObject): KubernetesObject {
  const { generation, creationTimestamp } = before.metadata;
  return {
    ...after,
    metadata: {
      ...after.metadata,
      ...(generation === undefined ? {} : { generation }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    ...(before['status'] === undefined ? {} : { status: before['status'] }),
  };
}

export function patchObject(
  state: ClusterState,
  resource: ServedResource,
  before: KubernetesObject,
  { contentType, patch }: { readonly contentType: string; readonly patch: unknown },
  options: WriteOptions,
): Written {
  const { name, namespace, resourceVersion } = before.metadata;
  const raw = patched(before, contentType, patch);
  const why = (options.strict ? unknownFieldsText(raw) : undefined) ?? undecodable(raw);
  if (why !== undefined) throw strictPatchFailure(raw, why);
  if (raw.metadata.name !== name || raw.metadata.namespace !== namespace) {
    throw badRequest(
      `the name of the object (${raw.metadata.name}) does not match the name on the URL (${name})`,
    );
  }
  if (raw.metadata.resourceVersion !== resourceVersion) {
    const modified =
      'the object has been modified; please apply your changes to the latest version and try again';
    throw conflict(resource, name, modified);
  }
  const after = withDefaults(withKeptFields(before, raw));
  const errors = validate(after, before);
  if (errors.length > 0) throw invalid(resource, name, errors);
  const warnings = admit(state, resource, after, before);
  if (isDeepStrictEqual(after, before)) return { object: before, warnings };
  const object = managedBy(after, options.fieldManager, state.now());
  return { object: options.dryRun ? state.store.preview(object) : state.store.replace(object), warnings };
}

const deleteOptionsSchema = z.looseObject({
  preconditions: z
    .looseObject({ uid: z.string().optional(), resourceVersion: z.string().optional() })
    .optional(),
  propagationPolicy: z.enum(['Background', 'Foreground', 'Orphan']).optional(),
});

/** Dependents that are to stay lose their owner, so that the garbage collector lets them be. */
function orphanDependents(state: ClusterState, owner: KubernetesObject): void {
  for (const object of state.store.all()) {
    const owners = object.metadata.ownerReferences ?? [];
    if (!owners.some(({ uid }) => uid === owner.metadata.uid)) continue;
    const ownerReferences = owners.filter(({ uid }) => uid !== owner.metadata.uid);
    state.store.replace({ ...object, metadata: { ...object.metadata, ownerReferences } });
  }
}

/**
 * Deletes at once, without grace periods. Without a policy a batch/v1 Job orphans its pods, as its first API version
 * did, while every other kind takes its dependents along.
 */
export function deleteObject(
  state: ClusterState,
  resource: ServedResource,
  object: KubernetesObject,
  body: unknown,
  options: Pick<WriteOptions, 'dryRun'>,
): object {
  const parsed = deleteOptionsSchema.safeParse(body ?? {});
  if (!parsed.success) throw badRequest('the DeleteOptions provided are not valid');
  const { preconditions, propagationPolicy = resource.kind === 'Job' ? 'Orphan' : 'Background' } =
    parsed.data;
  const { name, uid } = object.metadata;
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    const why = `Precondition failed: UID in precondition: ${preconditions.uid}, UID in object meta: ${uid}`;
    throw conflict(resource, name, why);
  }
  if (!options.dryRun) {
    if (propagationPolicy === 'Orphan') orphanDependents(state, object);
    state.store.remove(object);
  }
  if (resource.kind === 'Pod') return object;
  const group = resource.group === '' ? {} : { group: resource.group };
  const details = { name, ...group, kind: resource.plural, uid };
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
}
