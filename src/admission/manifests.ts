import type { KubernetesObject } from '../domain/objects.ts';

/** A ValidatingAdmissionPolicy: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export interface PolicySpec {
  readonly name: string;
  /** The object that the policy sees as `params`; where it is not there, the policy refuses. */
  readonly param?: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
  };
  readonly rules: readonly ResourceRule[];
  readonly excluded?: readonly ResourceRule[];
  /** User names that it is about. */
  readonly users: readonly string[];
  /** What else has to hold of a request for the policy to be about it. */
  readonly conditions?: readonly { readonly name: string; readonly expression: string }[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
}

export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly string[];
  readonly resources: readonly string[];
}

const apiVersion = 'admissionregistration.k8s.io/v1';

/** The policy, and the binding that makes it refuse. */
export function policyManifests(policy: PolicySpec): readonly KubernetesObject[] {
  const metadata = { name: policy.name, labels: { 'app.kubernetes.io/name': 'firebreak' } };
  const { param, rules, excluded, users, conditions = [], variables, validations } = policy;
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        ...(param === undefined ? {} : { paramKind: { apiVersion: param.apiVersion, kind: param.kind } }),
        matchConstraints: {
          matchPolicy: 'Equivalent',
          resourceRules: rules,
          ...(excluded === undefined ? {} : { excludeResourceRules: excluded }),
        },
        matchConditions: [
          { name: 'identity', expression: `request.userInfo.username in ${JSON.stringify(users)}` },
          ...conditions,
        ],
        ...(variables === undefined ? {} : { variables }),
        validations: validations.map((each) => ({ ...each, reason: 'Forbidden' })),
      },
    },
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: {
        policyName: policy.name,
        ...(param === undefined
          ? {}
          : {
              paramRef: {
                namespace: param.namespace,
                name: param.name,
                parameterNotFoundAction: 'Deny',
              },
            }),
        validationActions: ['Deny'],
      },
    },
  ];
}
