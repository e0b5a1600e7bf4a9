import { canonicalJson } from '../domain/canonical.ts';
import { field, listAt, textAt } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { sourceBinding } from './made-from.ts';
import { type PolicySpec, policyManifests } from './manifests.ts';
import type { Source } from './owner-shape.ts';
import { boundVariable } from './resource-policy.ts';

/** What an API server holds of both kinds, whoever made them and whatever they are called. */
export interface LiveAdmission {
  readonly policies: readonly KubernetesObject[];
  readonly bindings: readonly KubernetesObject[];
}

/** Names of implied policies and bindings that are not in force. */
export interface AdmissionGaps {
  readonly missing: readonly string[];
  /** There by name, and not the same. */
  readonly different: readonly string[];
  /** There, and nothing makes it refuse what it should. */
  readonly unbound: readonly string[];
}

/** What of the implied policies an API server does not hold, as they stand there under whatever name. */
export function admissionGaps(implied: readonly PolicySpec[], live: LiveAdmission): AdmissionGaps {
  const texts = new Set(implied.map((policy) => specText(policyManifests(policy)[0])));
  const sources = boundSourcesIn(live.policies.filter((each) => texts.has(specText(each))));
  const missing: string[] = [];
  const different: string[] = [];
  const unbound: string[] = [];
  for (const policy of implied) {
    const [definition, ...bindings] = policyManifests(withBindings(policy, sources));
    const same = live.policies.filter((each) => specText(each) === specText(definition));
    if (same.length === 0) {
      const isThere = live.policies.some((each) => isNamed(each, policy.name));
      (isThere ? different : missing).push(policy.name);
    } else {
      const names = same.map(({ metadata }) => metadata.name);
      for (const binding of bindings)
        if (!live.bindings.some((each) => binds(each, binding, names))) unbound.push(binding.metadata.name);
    }
  }
  return { missing, different, unbound };
}

/** What live policies take for bound: objects that others may be made from. */
export function boundSourcesIn(policies: readonly KubernetesObject[]): readonly Source[] {
  const expressions = policies
    .flatMap((policy) => listAt(policy, 'spec', 'variables'))
    .filter((variable) => textAt(variable, 'name') === boundVariable)
    .map((variable) => textAt(variable, 'expression') ?? '[]');
  return [...new Set(expressions.flatMap(textsIn))].map((text) => {
    const [namespace = '', name = ''] = text.split('/');
    return { namespace, name };
  });
}

/** The texts in a CEL list of plain names. */
function textsIn(expression: string): readonly string[] {
  return [...expression.matchAll(/"([^"\\]*)"/gu)].map(([, text = '']) => text);
}

/** Whatever the policies take for bound has to be. */
function withBindings(policy: PolicySpec, sources: readonly Source[]): PolicySpec {
  const { bindings, label } = policy;
  if (bindings === undefined || label === undefined) return policy;
  return { ...policy, bindings: sources.map((source) => sourceBinding(policy.name, label, source)) };
}

/** The chart puts its release before the name, and takes `firebreak-` away. */
function isNamed({ metadata: { name } }: KubernetesObject, implied: string): boolean {
  return name === implied || name.endsWith(`-packaged-${implied.replace(/^firebreak-/u, '')}`);
}

function binds(live: KubernetesObject, implied: KubernetesObject, policyNames: readonly string[]): boolean {
  const policyName = textAt(live, 'spec', 'policyName');
  if (policyName === undefined || !policyNames.includes(policyName)) return false;
  if (!listAt(live, 'spec', 'validationActions').includes('Deny')) return false;
  return ['paramRef', 'matchResources'].every(
    (part) => textOf(field(live, 'spec', part)) === textOf(field(implied, 'spec', part)),
  );
}

/** A policy's spec, whatever is bound at the time. */
function specText(object: KubernetesObject | undefined): string {
  const spec = Object(object?.['spec']) as { readonly variables?: readonly Record<string, unknown>[] };
  const variables = spec.variables?.map((each) =>
    each['name'] === boundVariable && isListOfNames(each['expression']) ? { name: boundVariable } : each,
  );
  return textOf(variables === undefined ? spec : { ...spec, variables });
}

/** Any other expression could call everything bound. */
function isListOfNames(expression: unknown): boolean {
  return typeof expression === 'string' && /^\[("[-a-z0-9./]*"(, ?)?)*\]$/u.test(expression);
}

/** Without what the API server fills in: https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/validating-admission-policy-v1/ */
function textOf(value: unknown): string {
  return canonicalJson(withoutDefaults(value) ?? null);
}

const defaults: Readonly<Record<string, string>> = {
  namespaceSelector: '{}',
  objectSelector: '{}',
  scope: '"*"',
  matchPolicy: '"Equivalent"',
  failurePolicy: '"Fail"',
  resourceRules: '[]',
};

function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => inner !== undefined && defaults[key] !== JSON.stringify(inner))
      .map(([key, inner]) => [key, withoutDefaults(inner)]),
  );
}
