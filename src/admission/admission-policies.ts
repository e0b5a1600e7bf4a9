import type { Policies } from '../guardrails/policies/policies.ts';
import { ownNamespaceByDefault } from '../guardrails/allowlist/untouchable.ts';
import type { Subject, Subjects } from '../rbac/manifests.ts';
import { allowedWrites, unseenOf } from './allowed-writes.ts';
import { madeFromPolicies } from './made-from.ts';
import type { PolicySpec, ResourceRule } from './manifests.ts';
import type { Source } from './owner-shape.ts';
import { type Bounds, resourcePolicy, ruleOf } from './resource-policy.ts';

export interface AdmissionPolicies {
  readonly policies: readonly PolicySpec[];
  /** What the API server cannot hold, in a sentence each. */
  readonly unseen: readonly string[];
}

const everything: ResourceRule = {
  apiGroups: ['*'],
  apiVersions: ['*'],
  operations: ['*'],
  resources: ['*/*'],
};

/** Questions about oneself, which change nothing. */
const selfReviews: ResourceRule = {
  apiGroups: ['authorization.k8s.io', 'authentication.k8s.io'],
  apiVersions: ['*'],
  operations: ['CREATE'],
  resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews', 'selfsubjectreviews'],
};

/**
 * What the policies allow, held by the API server: the planner may only dry-run; the executor may do nothing but what
 * looks like an allowed action; and the planner's dry-runs of the same resources hear the same answer, so that it
 * comes before anybody is asked to approve. `cronJobs` are those that there are: a rule that does not name its CronJobs
 * is held for these.
 */
export function admissionPolicies(
  policies: Policies,
  subjects: Subjects,
  cronJobs: readonly Source[] = [],
): AdmissionPolicies {
  const [planner, executor] = [userName(subjects.planner), userName(subjects.executor)];
  const resources = allowedWrites(policies);
  const bounds: Bounds = {
    users: [planner, executor],
    // Neither merged nor sorted into one: where the chart puts its namespace in, it has to give the same text.
    closedNamespaces: [
      ...new Set(policies.namespaceMap.protectedNamespaces.toSorted()),
      ownNamespaceByDefault,
      ...new Set(
        Object.values(subjects).flatMap((subject: Subject) =>
          subject.kind === 'ServiceAccount' ? [subject.namespace] : [],
        ),
      ),
    ],
    cronJobs,
  };
  return {
    policies: [
      {
        name: 'firebreak-planner',
        rules: [everything],
        excluded: [selfReviews],
        users: [planner],
        validations: [
          {
            // The API server makes tokens (serviceaccounts/token) in a dry-run too.
            expression:
              'has(request.dryRun) && request.dryRun && (!has(request.subResource) || request.subResource == "")',
            message: "Firebreak's planner only dry-runs, and no subresources",
          },
        ],
      },
      {
        name: 'firebreak-executor',
        rules: [everything],
        excluded: [selfReviews, ...resources.map(ruleOf)],
        users: [executor],
        validations: [
          { expression: 'false', message: "no action of Firebreak's policies makes such a request" },
        ],
      },
      ...resources.flatMap((resource) => [
        resourcePolicy(resource, bounds),
        ...madeFromPolicies(resource, bounds),
      ]),
    ],
    unseen: [...unseenAnywhere, ...unseenOf(resources)],
  };
}

/** The name by which the API server knows a subject: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/ */
function userName(subject: Subject): string {
  return subject.kind === 'User'
    ? subject.name
    : `system:serviceaccount:${subject.namespace}:${subject.name}`;
}

const unseenAnywhere: readonly string[] = [
  'Reading: get, list and watch reach no admission. RBAC alone holds them.',
  'ValidatingAdmissionPolicies and their bindings, TokenReviews and SubjectAccessReviews: the API server asks no policy about them. RBAC alone holds them.',
  'Time and number: cool-down, caps an hour, breaker, freezes, the stop switch, approvals, and that an action stays in the namespaces of its alert.',
  'Other objects: what selectors match, autoscalers, disruption budgets. Pod Security stays with its own admission.',
  'Two allowed changes of several containers in one write; managedFields; the text of the marker.',
];
