import type { DocumentOf } from '../../src/guardrails/policies/document-schemas.ts';
import { type Labels, matches } from './label-selector.ts';

/** A rule as it stands in a policy file. */
export type RuleDocument = DocumentOf<'ActionPolicy'>['spec']['rules'][number];
type Bound = NonNullable<RuleDocument['params']>[number];

/** An action on one object, and what the rules are judged in. */
export interface Situation {
  readonly action: string;
  readonly group: string;
  readonly kind: string;
  /** A Namespace's own name is its namespace; undefined for other cluster-scoped objects. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly labelsBefore: Labels;
  readonly labelsAfter: Labels;
  /** Each parameter and where it stands. */
  readonly params: readonly { readonly path: readonly string[]; readonly value: unknown }[];
  /** What the object has now where a parameter would go, by the parameter's path: `limits.memory`. */
  readonly present: Readonly<Record<string, string | number>>;
  /** What each condition gives on this object. */
  readonly conditions: Readonly<Record<string, boolean | 'error'>>;
  readonly rules: readonly RuleDocument[];
  readonly protectedNamespaces: readonly string[];
  readonly ownNamespace: string;
  /** The incident's namespaces; undefined where there is no incident. */
  readonly scope: readonly string[] | undefined;
}

export type Answer =
  | 'protected'
  | 'denied'
  | 'protected-namespace'
  | 'namespace-discipline'
  | 'allowed'
  | 'no';

const closedKinds = new Set(['Secret', 'ServiceAccount']);
const closedGroups = new Set([
  'rbac.authorization.k8s.io',
  'apiextensions.k8s.io',
  'admissionregistration.k8s.io',
]);

/** docs/policies.md as a program: slow, and so plain that it can be read for right. */
export function allowlist(situation: Situation): Answer {
  const { namespace, rules, scope } = situation;
  if (isUntouchable(situation)) return 'protected';
  if (rules.some((rule) => rule.effect === 'deny' && denies(rule, situation))) return 'denied';
  if (namespace !== undefined && covers(situation.protectedNamespaces, namespace))
    return 'protected-namespace';
  if (namespace !== undefined && scope !== undefined && !scope.includes(namespace))
    return 'namespace-discipline';
  return rules.some((rule) => rule.effect === 'allow' && allows(rule, situation)) ? 'allowed' : 'no';
}

function isUntouchable({ kind, group, namespace, ownNamespace, ...situation }: Situation): boolean {
  if (closedKinds.has(kind) || closedGroups.has(group)) return true;
  if (namespace === 'firebreak' || namespace === ownNamespace) return true;
  const names = [situation.labelsBefore, situation.labelsAfter].map(
    (labels) => labels['app.kubernetes.io/name'],
  );
  return names.includes('firebreak');
}

/** A field that is not there narrows nothing; what cannot be told counts against the action. */
function denies(rule: RuleDocument, situation: Situation): boolean {
  const { kind, group, namespace, name } = situation;
  if (!covers(rule.actions, situation.action)) return false;
  if (rule.kinds !== undefined && !rule.kinds.some((one) => ['*', kind, `${group}/${kind}`].includes(one)))
    return false;
  if (rule.namespaces !== undefined && (namespace === undefined || !covers(rule.namespaces, namespace)))
    return false;
  if (rule.names !== undefined && !covers(rule.names, name)) return false;
  const { labelSelector: selector, params: bounds, when } = rule;
  const labels = [situation.labelsBefore, situation.labelsAfter];
  if (selector !== undefined && !labels.some((one) => matches(selector, one))) return false;
  const meetsOne = situation.params.some(({ path, value }) =>
    bounds?.some((bound) => isAbout(bound, path) && fits(bound, path, value, situation) !== 'no'),
  );
  if (bounds !== undefined && !meetsOne) return false;
  return when === undefined || situation.conditions[when] !== false;
}

/** Everything has to be covered and known: the kind, the place, every parameter, the condition. */
function allows(rule: RuleDocument, situation: Situation): boolean {
  const { kind, group, namespace, name, params } = situation;
  const { kinds = [], params: bounds = [], labelSelector, when } = rule;
  if (!covers(rule.actions, situation.action)) return false;
  const isKubernetesOwn = !group.includes('.') || group.endsWith('.k8s.io');
  const isNamed = kinds.includes(`${group}/${kind}`) || (kinds.includes(kind) && isKubernetesOwn);
  if (!isNamed && !kinds.includes('*')) return false;
  if (namespace !== undefined && !covers(rule.namespaces ?? [], namespace)) return false;
  if (
    namespace === undefined &&
    (rule.namespaces !== undefined || rule.names === undefined || kinds.includes('*'))
  )
    return false;
  if (rule.names !== undefined && !covers(rule.names, name)) return false;
  if (labelSelector !== undefined && !matches(labelSelector, situation.labelsBefore)) return false;
  for (const { path, value } of params) {
    const about = bounds.filter((bound) => isAbout(bound, path));
    if (about.length === 0) return false;
    if (about.some((bound) => fits(bound, path, value, situation) !== 'yes')) return false;
  }
  return when === undefined || situation.conditions[when] === true;
}

function covers(globs: readonly string[], text: string): boolean {
  return globs.some((glob) => {
    const parts = glob.split('*').map((part) => part.replaceAll(/[.\\/]/gu, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 'su').test(text);
  });
}

function isAbout(bound: Bound, path: readonly string[]): boolean {
  const globs = bound.path.at(-1) === '**' ? bound.path.slice(0, -1) : bound.path;
  const isLongEnough =
    globs.length === bound.path.length ? path.length === globs.length : path.length > globs.length;
  return isLongEnough && globs.every((glob, index) => covers([glob], path[index] ?? ''));
}

function fits(
  { values, integer, quantity }: Bound,
  path: readonly string[],
  value: unknown,
  { present }: Situation,
): 'yes' | 'no' | 'unknown' {
  if (values !== undefined && !values.some((one) => one === value)) return 'no';
  if (integer !== undefined) {
    if (typeof value !== 'number' || !Number.isInteger(value)) return 'no';
    if (integer.min !== undefined && value < integer.min) return 'no';
    if (integer.max !== undefined && value > integer.max) return 'no';
  }
  if (quantity === undefined) return 'yes';
  const amount = amountOf(value);
  if (amount === undefined) return 'no';
  if (quantity.min !== undefined && amount < (amountOf(quantity.min) ?? 0)) return 'no';
  if (quantity.max !== undefined && amount > (amountOf(quantity.max) ?? 0)) return 'no';
  if (quantity.minFactor === undefined && quantity.maxFactor === undefined) return 'yes';
  const now = amountOf(present[path.join('.')]);
  if (now === undefined) return 'unknown';
  if (quantity.minFactor !== undefined && amount < now * quantity.minFactor) return 'no';
  if (quantity.maxFactor !== undefined && amount > now * quantity.maxFactor) return 'no';
  return 'yes';
}

/** Of the few ways in which the generated values are written. */
function amountOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  const [, digits, unit] = /^(\d+)(Mi|Gi)$/u.exec(String(value)) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (unit === 'Gi' ? 2 ** 30 : 2 ** 20);
}
