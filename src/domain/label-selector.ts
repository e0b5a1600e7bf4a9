import { listAt, textAt, textMapAt } from './fields.ts';

/** One requirement of a selector, label or field: the meeting point of kubectl's text and the API's objects. */
export interface Requirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

type Labels = Readonly<Record<string, string>>;

/**
 * Whether the values meet every requirement; none at all match everything. `NotIn` also matches where the key is absent.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
export function meets(requirements: readonly Requirement[], labels: Labels): boolean {
  return requirements.every((requirement) => meetsOne(requirement, labels));
}

function meetsOne({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
  }
}

/** Equality requirements of a plain map, such as a Service's selector or `matchLabels`. */
export function fromLabels(labels: Labels): readonly Requirement[] {
  return Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] }));
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;

/**
 * The requirements of an API object's LabelSelector (`matchLabels` and `matchExpressions`), or undefined where an
 * expression has an operator that Kubernetes does not know. What an absent selector means differs by kind: ask first.
 */
export function fromLabelSelector(selector: unknown): readonly Requirement[] | undefined {
  const expressions = listAt(selector, 'matchExpressions').map((expression): Requirement | undefined => {
    const operator = operators.find((known) => known === textAt(expression, 'operator'));
    const key = textAt(expression, 'key');
    if (operator === undefined || key === undefined) return undefined;
    const values = listAt(expression, 'values').filter((value) => typeof value === 'string');
    return { key, operator, values };
  });
  if (!expressions.every((expression) => expression !== undefined)) return undefined;
  return [...fromLabels(textMapAt(selector, 'matchLabels')), ...expressions];
}

// A comma inside parentheses separates values, not requirements.
const topLevelCommas = /,(?![^(]*\))/u;
const setBased = /^(?<key>\S+)\s+(?<operator>in|notin)\s*\((?<values>[^)]*)\)$/u;
const equality = /^(?<key>[^=!\s]+)\s*(?<operator>==|=|!=)\s*(?<value>[^=!\s]*)$/u;
const existence = /^(?<not>!?)\s*(?<key>[^=!\s(),]+)$/u;

/** Reads a selector as kubectl takes it (`app=web,tier in (a,b),!canary`), or undefined where it is none. */
export function parseSelector(text: string): readonly Requirement[] | undefined {
  if (text.trim() === '') return [];
  const requirements = text.split(topLevelCommas).map((part) => parseRequirement(part.trim()));
  return requirements.every((requirement) => requirement !== undefined) ? requirements : undefined;
}

function parseRequirement(text: string): Requirement | undefined {
  const set = setBased.exec(text)?.groups;
  if (set !== undefined) {
    const values = (set['values'] ?? '').split(',').map((value) => value.trim());
    return { key: set['key'] ?? '', operator: set['operator'] === 'in' ? 'In' : 'NotIn', values };
  }
  const equal = equality.exec(text)?.groups;
  if (equal !== undefined) {
    const operator = equal['operator'] === '!=' ? 'NotIn' : 'In';
    return { key: equal['key'] ?? '', operator, values: [equal['value'] ?? ''] };
  }
  const exists = existence.exec(text)?.groups;
  if (exists === undefined) return undefined;
  return {
    key: exists['key'] ?? '',
    operator: exists['not'] === '!' ? 'DoesNotExist' : 'Exists',
    values: [],
  };
}

/** The selector as kubectl takes it; `parseSelector` reads it back. */
export function selectorText(requirements: readonly Requirement[]): string {
  return requirements.map(requirementText).join(',');
}

function requirementText({ key, operator, values }: Requirement): string {
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${values[0] ?? ''}` : `${key} in (${values.join(',')})`;
    case 'NotIn':
      return `${key} notin (${values.join(',')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
  }
}
