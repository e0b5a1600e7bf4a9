import type { KubernetesObject } from '../domain/objects.ts';

/** A ValidatingAdmissionPolicy: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
export interface PolicySpec {
  readonly name: string;
  /** What kind of object it sees as `params`; then it has a binding for each. */
  readonly paramKind?: { readonly apiVersion: string; readonly kind: string };
  /** Absent: one, by the name of the policy. */
  readonly bindings?: readonly ParamBinding[];
  /** It is about objects with this label alone. */
  readonly label?: string;
  readonly rules: readonly ResourceRule[];
  readonly excluded?: readonly ResourceRule[];
  /** User names that it is about. */
  readonly users: readonly string[];
  readonly variables?: readonly { readonly name: string; readonly expression: string }[];
  readonly validations: readonly { readonly expression: string; readonly message: string }[];
}

/**
 * Binds a policy to one object as its parameter. Where that object is not there, every request is refused that the
 * binding is about, whoever makes it: so the selectors, and not a condition, keep it to what Firebreak makes.
 */
export interface ParamBinding {
  readonly name: string;
  readonly param: { readonly namespace: string; readonly name: string };
  /** Of the objects that it is about, in the parameter's namespace. */
  readonly labels: Readonly<Record<string, string>>;
}

export interface ResourceRule {
  readonly apiGroups: readonly string[];
  readonly apiVersions: readonly string[];
  readonly operations: readonly string[];
  readonly resources: readonly string[];
}

const apiVersion = 'admissionregistration.k8s.io/v1';

/** The policy, and the bindings that make it refuse. */
export function policyManifests(policy: PolicySpec): readonly KubernetesObject[] {
  const { name, paramKind, label, rules, excluded, users, variables, validations } = policy;
  return [
    {
      apiVersion,
      kind: 'ValidatingAdmissionPolicy',
      metadata: metadataOf(name),
      spec: {
        failurePolicy: 'Fail',
        ...(paramKind === undefined ? {} : { paramKind }),
        matchConstraints: {
          matchPolicy: 'Equivalent',
          ...(label === undefined
            ? {}
            : { objectSelector: { matchExpressions: [{ key: label, operator: 'Exists' }] } }),
          resourceRules: rules,
          ...(excluded === undefined ? {} : { excludeResourceRules: excluded }),
        },
        matchConditions: [
          { name: 'identity', expression: `request.userInfo.username in ${JSON.stringify(users)}` },
        ],
        ...(variables === undefined ? {} : { variables }),
        validations: validations.map((each) => ({ ...each, reason: 'Forbidden' })),
      },
    },
    ...(policy.bindings?.map((each) => bindingManifest(each.name, paramSpec(name, each))) ?? [
      bindingManifest(name, { policyName: name }),
    ]),
  ];
}

function bindingManifest(name: string, spec: object): KubernetesObject {
  return {
    apiVersion,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: metadataOf(name),
    spec: { ...spec, validationActions: ['Deny'] },
  };
}

function paramSpec(policyName: string, { param, labels }: ParamBinding): object {
  return {
    policyName,
    paramRef: { ...param, parameterNotFoundAction: 'Deny' },
    matchResources: {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': param.namespace } },
      objectSelector: { matchLabels: labels },
    },
  };
}

function metadataOf(name: string): KubernetesObject['metadata'] {
  return { name, labels: { 'app.kubernetes.io/name': 'firebreak' } };
}
