import { z } from 'zod';
import type { ClusterState } from '../cluster-state.ts';
import type { Pod } from '../kinds.ts';
import type { ServedResource } from '../resources.ts';
import { groupList, resourceList, version } from './discovery.ts';
import { readLog } from './logs.ts';
import { servesMetrics } from './metrics.ts';
import { getObject, listObjects } from './read.ts';
import { isAllowed, type PracticeUser } from './roles.ts';
import type { Route } from './route.ts';
import { badRequest, deniedByPolicy, forbidden, noSuchResource, StatusError } from './status.ts';
import { createObject, deleteObject, patchObject, type WriteOptions } from './write.ts';

export interface ApiRequest {
  readonly method: string;
  readonly route: Route | undefined;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly body: unknown;
  readonly user: PracticeUser;
}

export interface ApiAnswer {
  readonly code: number;
  /** JSON, or a string for plain text. */
  readonly body: unknown;
  readonly warnings?: readonly string[];
}

type ObjectsRoute = Extract<Route, { readonly type: 'objects' }>;

export function verbOf(method: string, hasName: boolean): string {
  switch (method) {
    case 'GET':
      return hasName ? 'get' : 'list';
    case 'POST':
      return 'create';
    case 'PATCH':
      return 'patch';
    case 'DELETE':
      return hasName ? 'delete' : 'deletecollection';
    default:
      return method.toLowerCase();
  }
}

const deleteBodySchema = z.looseObject({ dryRun: z.array(z.string()).optional() });

/**
 * The `dryRun` values of a request. Those of a delete with a body are in the body: the API server then ignores the
 * query, so that `?dryRun=All` would delete.
 */
export function dryRunValues({
  method,
  query,
  body,
}: Pick<ApiRequest, 'method' | 'query' | 'body'>): readonly string[] {
  if (method !== 'DELETE' || body === undefined) return query.getAll('dryRun');
  return deleteBodySchema.safeParse(body).data?.dryRun ?? [];
}

function isDryRun(request: ApiRequest): boolean {
  const values = dryRunValues(request);
  if (values.some((value) => value !== 'All')) {
    throw badRequest(`Invalid value: ${JSON.stringify(values)}: Unsupported value: supported values: "All"`);
  }
  return values.length > 0;
}

const reviewSchema = z.looseObject({
  spec: z.looseObject({
    resourceAttributes: z.looseObject({
      verb: z.string(),
      group: z.string().default(''),
      resource: z.string(),
      subresource: z.string().optional(),
    }),
  }),
});

function accessReview({ user, body }: ApiRequest): ApiAnswer {
  const parsed = reviewSchema.safeParse(body);
  if (!parsed.success) throw badRequest('not a SelfSubjectAccessReview with resourceAttributes');
  const { verb, group, resource, subresource } = parsed.data.spec.resourceAttributes;
  const full = subresource === undefined ? resource : `${resource}/${subresource}`;
  return {
    code: 201,
    body: { ...parsed.data, status: { allowed: isAllowed(user, { verb, group, resource: full }) } },
  };
}

function authorize({ method, user }: ApiRequest, route: ObjectsRoute, resource: ServedResource): void {
  const verb = verbOf(method, route.name !== undefined);
  const wanted = route.subresource === undefined ? route.plural : `${route.plural}/${route.subresource}`;
  if (isAllowed(user, { verb, group: route.group, resource: wanted })) return;
  const where =
    route.namespace === undefined ? 'at the cluster scope' : `in the namespace "${route.namespace}"`;
  const why = `User "${user}" cannot ${verb} resource "${wanted}" in API group "${route.group}" ${where}`;
  throw forbidden(resource, route.name, why);
}

/** In a real cluster a ValidatingAdmissionPolicy does this; see `firebreak policy admission`. */
function holdToDryRun(
  { user }: ApiRequest,
  route: ObjectsRoute,
  resource: ServedResource,
  dryRun: boolean,
): void {
  if (user !== 'firebreak-planner' || dryRun) return;
  throw deniedByPolicy(resource, route.name, 'firebreak-planner', 'the planner may only dry-run');
}

function write(
  state: ClusterState,
  request: ApiRequest,
  route: ObjectsRoute,
  resource: ServedResource,
): ApiAnswer {
  const { method, query, body, contentType } = request;
  const dryRun = isDryRun(request);
  holdToDryRun(request, route, resource, dryRun);
  const strict = query.get('fieldValidation') === 'Strict';
  const options: WriteOptions = { dryRun, strict, fieldManager: query.get('fieldManager') ?? 'unknown' };
  if (method === 'POST' && route.name === undefined) {
    const { object, warnings } = createObject(state, resource, route.namespace, body, options);
    return { code: 201, body: object, warnings };
  }
  if (route.name === undefined)
    throw new StatusError(405, 'MethodNotAllowed', 'the server does not allow this method', {});
  const object = getObject(state, resource, route.namespace, route.name);
  if (method === 'PATCH') {
    const { object: after, warnings } = patchObject(
      state,
      resource,
      object,
      { contentType, patch: body },
      options,
    );
    return { code: 200, body: after, warnings };
  }
  if (method === 'DELETE')
    return { code: 200, body: deleteObject(state, resource, object, body, { dryRun }) };
  throw new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );
}

function onObjects(state: ClusterState, request: ApiRequest, route: ObjectsRoute): ApiAnswer {
  if (route.plural === 'selfsubjectaccessreviews' && request.method === 'POST') return accessReview(request);
  const resource = state.resources.at(route.group, route.version, route.plural);
  if (resource === undefined || (route.group === 'metrics.k8s.io' && !servesMetrics(state)))
    throw noSuchResource();
  authorize(request, route, resource);
  if (request.method !== 'GET') {
    if (route.subresource !== undefined) throw noSuchResource();
    return write(state, request, route, resource);
  }
  if (route.name === undefined) {
    return { code: 200, body: listObjects(state, resource, route.namespace, request.query) };
  }
  const object = getObject(state, resource, route.namespace, route.name);
  if (route.subresource === undefined) return { code: 200, body: object };
  if (resource.kind === 'Pod' && route.subresource === 'log') {
    return { code: 200, body: readLog(state, object as Pod, request.query) };
  }
  throw noSuchResource();
}

/** Answers one authenticated request as the API server would. Throws `StatusError`. */
export function handle(state: ClusterState, request: ApiRequest): ApiAnswer {
  const { route } = request;
  if (route === undefined) return { code: 404, body: '404 page not found\n' };
  const served = state.resources
    .all()
    .filter(({ group }) => group !== 'metrics.k8s.io' || servesMetrics(state));
  switch (route.type) {
    case 'version':
      return { code: 200, body: version };
    case 'healthy':
      return { code: 200, body: 'ok' };
    case 'versions':
      return { code: 200, body: { kind: 'APIVersions', versions: ['v1'] } };
    case 'groups':
      return { code: 200, body: groupList(served) };
    case 'resources': {
      const list = resourceList(served, route.groupVersion);
      return list === undefined ? { code: 404, body: '404 page not found\n' } : { code: 200, body: list };
    }
    case 'objects':
      return onObjects(state, request, route);
  }
}
