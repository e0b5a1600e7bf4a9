import { groupOf, type KubernetesObject, type ObjectRef, refText } from '../../domain/objects.ts';
import type { AllowlistFacts, Refusal } from './facts.ts';
import { newImageRepositories } from './new-image-repositories.ts';
import { touchedNamespaces, touchedObjects } from './touched-objects.ts';

/** API groups that decide who may do what, or what the API server accepts. */
const closedGroups: ReadonlySet<string> = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'certificates.k8s.io',
  'rbac.authorization.k8s.io',
]);

/** Kinds that are closed whatever group is claimed for them. */
const closedKinds: ReadonlySet<string> = new Set([
  'apiservice',
  'certificatesigningrequest',
  'clusterrole',
  'clusterrolebinding',
  'customresourcedefinition',
  'mutatingadmissionpolicy',
  'mutatingadmissionpolicybinding',
  'mutatingwebhookconfiguration',
  'role',
  'rolebinding',
  'secret',
  'serviceaccount',
  'validatingadmissionpolicy',
  'validatingadmissionpolicybinding',
  'validatingwebhookconfiguration',
]);

/** Firebreak's own namespace where nothing says another. */
export const ownNamespaceByDefault = 'firebreak';
const nameLabel = 'app.kubernetes.io/name';

/**
 * Things that no policy can open: Firebreak's own namespace and objects, RBAC, Secrets and service accounts,
 * admission webhooks and policies, the API's own extensions, and images that the workload does not run already.
 */
export function untouchable(
  facts: Pick<AllowlistFacts, 'action' | 'change' | 'ownNamespace'>,
): Refusal | undefined {
  const closed = touchedObjects(facts).find(isClosed);
  if (closed !== undefined) return refusal(`no policy can open ${closed.kind} objects (${refText(closed)})`);

  const isOurs = (namespace: string) =>
    namespace === ownNamespaceByDefault || namespace === facts.ownNamespace;
  if (touchedNamespaces(facts).some(isOurs)) {
    return refusal("no policy can open Firebreak's own namespace");
  }
  const { change } = facts;
  if (change === undefined) return undefined;
  if (isOwn(change.before) || isOwn(change.after))
    return refusal("no policy can open Firebreak's own objects");

  const [image] = newImageRepositories([change.before, ...(change.earlier ?? [])], change.after);
  return image === undefined
    ? undefined
    : refusal(`no policy can open an image that this workload has never run (${image})`);
}

/** Whether no policy can open objects of this kind. */
export function isClosed({ apiVersion, kind }: Pick<ObjectRef, 'apiVersion' | 'kind'>): boolean {
  return closedGroups.has(groupOf(apiVersion)) || closedKinds.has(kind.toLowerCase());
}

function isOwn(object: KubernetesObject | undefined): boolean {
  return object?.metadata.labels?.[nameLabel] === 'firebreak';
}

function refusal(message: string): Refusal {
  return { reason: 'allowlist.protected', message, remedy: 'a person has to do this by other means' };
}
