import { meets } from '../../domain/label-selector.ts';
import { groupOf, namespaceOf, type ObjectRef } from '../../domain/objects.ts';
import { anyGlobMatches } from '../policies/glob.ts';
import type { ActionRule } from '../policies/policies.ts';
import type { AllowlistFacts } from './facts.ts';
import { meetsBounds, outsideBounds } from './param-bounds.ts';

/** How one rule stands to an action. */
export interface Consideration {
  readonly rule: ActionRule;
  /** `out-of-bounds` and `condition`: an allow rule about this action and object that still does not cover it. */
  readonly result: 'matches' | 'other-action' | 'other-object' | 'out-of-bounds' | 'condition';
  readonly why: string;
}

/** Whether the rule matches, or the first thing that keeps it from matching. */
export function considerRule(rule: ActionRule, facts: AllowlistFacts): Consideration {
  const { action } = facts;
  if (!anyGlobMatches(rule.actions, action.action)) {
    return { rule, result: 'other-action', why: `it is about ${rule.actions.join(', ')}` };
  }
  const other = otherObject(rule, facts);
  if (other !== undefined) return { rule, result: 'other-object', why: other };
  const bounds = boundsProblem(rule, facts);
  if (bounds !== undefined) return { rule, result: 'out-of-bounds', why: bounds };
  const condition = conditionProblem(rule, facts);
  if (condition !== undefined) return { rule, result: 'condition', why: condition };
  return { rule, result: 'matches', why: rule.message ?? `it is about ${action.action} on this object` };
}

function otherObject(rule: ActionRule, facts: AllowlistFacts): string | undefined {
  const { target } = facts.action;
  const kinds = rule.kinds ?? ['*'];
  if (!kinds.some((kind) => kindMatches(kind, target, rule.effect))) return `it is about ${kinds.join(', ')}`;
  const namespace = namespaceOf(target);
  if (!namespaceMatches(rule, namespace, kinds)) {
    const where = rule.namespaces === undefined ? 'named cluster-scoped objects' : rule.namespaces.join(', ');
    return `it is about ${rule.namespaces === undefined ? where : `namespaces ${where}`}`;
  }
  if (rule.names !== undefined && !anyGlobMatches(rule.names, target.name)) {
    return `it is about objects named ${rule.names.join(', ')}`;
  }
  return labelsMatch(rule, facts) ? undefined : 'its label selector does not match the object';
}

/**
 * A bare kind is one of Kubernetes' own in an allow rule, so that a custom resource of the same name is not let in,
 * and any group's in a deny rule. Groups of custom resources have a dot and do not end in `.k8s.io`.
 */
function kindMatches(
  pattern: string,
  { apiVersion, kind }: ObjectRef,
  effect: ActionRule['effect'],
): boolean {
  if (pattern === '*') return true;
  const group = groupOf(apiVersion);
  if (pattern.includes('/')) return pattern === `${group}/${kind}`;
  return pattern === kind && (effect === 'deny' || !group.includes('.') || group.endsWith('.k8s.io'));
}

/** A cluster-scoped object is allowed only by a rule that names its kind and it. */
function namespaceMatches(
  rule: ActionRule,
  namespace: string | undefined,
  kinds: readonly string[],
): boolean {
  if (rule.effect === 'deny' && rule.namespaces === undefined) return true;
  if (namespace !== undefined)
    return rule.namespaces !== undefined && anyGlobMatches(rule.namespaces, namespace);
  return rule.namespaces === undefined && rule.names !== undefined && !kinds.includes('*');
}

/** A deny rule sees the labels before and after, so that taking the label off is no way around it. */
function labelsMatch({ labels, effect }: ActionRule, { change }: AllowlistFacts): boolean {
  if (labels === undefined) return true;
  if (change === undefined) return false;
  const { before, after } = change;
  if (before !== undefined && meets(labels, before.metadata.labels ?? {})) return true;
  return effect === 'deny' && after !== undefined && meets(labels, after.metadata.labels ?? {});
}

function boundsProblem(
  { params, effect }: ActionRule,
  { action, change }: AllowlistFacts,
): string | undefined {
  if (effect === 'allow') return outsideBounds(params ?? [], action, change?.before);
  if (params === undefined || meetsBounds(params, action, change?.before)) return undefined;
  return 'no parameter is one that it is about';
}

function conditionProblem(rule: ActionRule, facts: AllowlistFacts): string | undefined {
  if (rule.when === undefined) return undefined;
  const { action, change, namespaceObject } = facts;
  if (change === undefined) return 'its condition needs an object';
  const result =
    rule.when.usesNamespace && namespaceObject === 'unread'
      ? { error: 'the namespace could not be read' }
      : rule.when.evaluate({
          object: change.after ?? null,
          oldObject: change.before ?? null,
          params: action.params,
          namespaceObject: namespaceObject === 'unread' ? null : namespaceObject,
        });
  if (result === 'true') return undefined;
  if (result === 'false') return `its condition does not hold: ${rule.message ?? rule.when.text}`;
  // What cannot be evaluated denies and never allows.
  return rule.effect === 'deny' ? undefined : `its condition cannot be evaluated (${result.error})`;
}
