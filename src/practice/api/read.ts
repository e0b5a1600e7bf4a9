import { z } from 'zod';
import { meetsFields } from '../../domain/field-selector.ts';
import { meets, parseSelector, type Requirement } from '../../domain/label-selector.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { ClusterState } from '../cluster-state.ts';
import { apiVersionOf, type ServedResource } from '../resources.ts';
import { metricsOf } from './metrics.ts';
import { badRequest, notFound } from './status.ts';

const FIELDS_BY_KIND: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
  ],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  Namespace: ['status.phase'],
  Node: ['spec.unschedulable'],
  Job: ['status.successful'],
  ReplicaSet: ['status.replicas'],
};

function labelRequirements(selector: string): readonly Requirement[] {
  const parsed = parseSelector(selector);
  if (parsed === undefined) throw badRequest(`unable to parse requirement: ${selector}`);
  return parsed;
}

function fieldRequirements(selector: string, kind: string): readonly Requirement[] {
  const parsed = parseSelector(selector);
  if (parsed === undefined) throw badRequest(`invalid selector: '${selector}'; can't understand`);
  const known = new Set(['metadata.name', 'metadata.namespace', ...(FIELDS_BY_KIND[kind] ?? [])]);
  const unknown = parsed.find(({ key }) => !known.has(key));
  if (unknown !== undefined) throw badRequest(`field label not supported: ${unknown.key}`);
  return parsed;
}

function objectsOf(
  state: ClusterState,
  resource: ServedResource,
  namespace?: string,
): readonly KubernetesObject[] {
  if (resource.group === 'metrics.k8s.io') return metricsOf(state, resource.kind, namespace);
  return state.store.list(apiVersionOf(resource), resource.kind, namespace);
}

export function getObject(
  state: ClusterState,
  resource: ServedResource,
  namespace: string | undefined,
  name: string,
): KubernetesObject {
  const found = objectsOf(state, resource, namespace).find(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  );
  if (found === undefined) throw notFound(resource, name);
  return found;
}

const continueSchema = z.coerce.number().int().min(0);

/** The list as the API server sends it: items without apiVersion and kind, `continue` where there are more. */
export function listObjects(
  state: ClusterState,
  resource: ServedResource,
  namespace: string | undefined,
  query: URLSearchParams,
): object {
  const labels = labelRequirements(query.get('labelSelector') ?? '');
  const fields = fieldRequirements(query.get('fieldSelector') ?? '', resource.kind);
  const matching = objectsOf(state, resource, namespace).filter(
    (object) => meets(labels, object.metadata.labels ?? {}) && meetsFields(fields, object),
  );
  const from = continueSchema.safeParse(query.get('continue') ?? 0).data;
  if (from === undefined) throw badRequest('continue key is not valid');
  const limit = Number(query.get('limit') ?? 0);
  const to = limit > 0 && resource.group !== 'metrics.k8s.io' ? from + limit : matching.length;
  const more = to < matching.length;
  return {
    kind: `${resource.kind}List`,
    apiVersion: apiVersionOf(resource),
    metadata: {
      resourceVersion: String(state.store.version()),
      ...(more ? { continue: String(to), remainingItemCount: matching.length - to } : {}),
    },
    items: matching.slice(from, to).map(({ apiVersion: _apiVersion, kind: _kind, ...rest }) => rest),
  };
}
