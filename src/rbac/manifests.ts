import { stringify } from 'yaml';
import type { KubernetesObject } from '../domain/objects.ts';
import type { LeastRights } from './least-rights.ts';
import { policyRules } from './policy-rule.ts';
import type { ScopedGrant } from './rule-grants.ts';

/** Whom rights are bound to: a service account, or a user of the cluster's own authentication. */
export type Subject =
  | { readonly kind: 'ServiceAccount'; readonly namespace: string; readonly name: string }
  | { readonly kind: 'User'; readonly name: string };

export interface Subjects {
  readonly planner: Subject;
  readonly executor: Subject;
}

const apiVersion = 'rbac.authorization.k8s.io/v1';
const apiGroup = 'rbac.authorization.k8s.io';

/** ClusterRoles, Roles and their bindings, for `kubectl apply`. */
export function rbacManifests(rights: LeastRights, subjects: Subjects): readonly KubernetesObject[] {
  return (['planner', 'executor'] as const).flatMap((identity) =>
    manifestsOf(`firebreak-${identity}`, rights[identity], subjects[identity]),
  );
}

/** The manifests as YAML, with what a reader should know at the top. */
export function rbacYaml(rights: LeastRights, subjects: Subjects, policyVersion: string): string {
  const head = [
    `The least rights that the policies ${policyVersion} and the catalogue of actions imply.`,
    "The planner's create, patch and delete are for dry-runs; RBAC cannot say so, a ValidatingAdmissionPolicy can.",
    ...rights.notes,
  ];
  const documents = rbacManifests(rights, subjects).map((object) =>
    stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }),
  );
  // A rule's name comes from a file, and must not end the comment.
  return `${head.map((line) => `# ${line.replaceAll(/\s+/gu, ' ')}\n`).join('')}${documents.join('---\n')}`;
}

function manifestsOf(
  name: string,
  scoped: readonly ScopedGrant[],
  subject: Subject,
): readonly KubernetesObject[] {
  const scopes = [...new Set(scoped.map(({ namespace }) => namespace))].toSorted((a, b) =>
    (a ?? '') < (b ?? '') ? -1 : 1,
  );
  return scopes.flatMap((namespace) => {
    const grants = scoped.filter((each) => each.namespace === namespace).map(({ grant }) => grant);
    const kind = namespace === undefined ? 'ClusterRole' : 'Role';
    const metadata = {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      labels: { 'app.kubernetes.io/name': 'firebreak' },
    };
    return [
      { apiVersion, kind, metadata, rules: policyRules(grants) },
      {
        apiVersion,
        kind: `${kind}Binding`,
        metadata,
        roleRef: { apiGroup, kind, name },
        subjects: [subject.kind === 'User' ? { apiGroup, ...subject } : subject],
      },
    ];
  });
}
