import { z } from 'zod';
import { valueAt } from '../domain/json-pointer.ts';
import type { Json } from '../domain/objects.ts';
import { at } from '../admission/cel.ts';
import { mapParams, onlyAt } from '../admission/write-shape.ts';
import type { ActionType } from './action-type.ts';
import { kubectl, namespaceFlag } from './kubectl-text.ts';
import { labelChanges, previousLabels } from './labels.ts';
import { assign, assume, markedPatch, planPatch } from './marked-patch.ts';

const params = z.strictObject({ selector: labelChanges });

const selectorOf = (root: 'object' | 'oldObject') => at(root, ['spec', 'selector'], '{}');

/** Merges keys into a Service's selector; null removes a key. */
export const patchServiceSelector: ActionType<z.infer<typeof params>> = {
  name: 'patch-service-selector',
  purpose: 'Merge keys into the selector of a Service; null removes a key.',
  params,
  kinds: ['Service'],
  plan(target, { selector }, { action, marker }) {
    const present = presentSelector(target);
    const merged = merge(present, selector);
    if (JSON.stringify(merged) === JSON.stringify(present)) {
      return { ok: false, reason: 'dry-run.no-effect', message: 'the Service has this selector already' };
    }
    if (Object.keys(merged).length === 0) {
      return {
        ok: false,
        reason: 'selector.loses-all-endpoints',
        message: 'a Service without a selector gets no endpoints',
        remedy: 'keep at least one key in the selector',
      };
    }
    const patch = markedPatch(
      target,
      marker,
      [assume(target, '/spec/selector')],
      assign(target, '/spec/selector', merged),
    );
    return {
      ok: true,
      change: {
        ...planPatch(target, patch),
        inverse: { action: { ...action, params: { selector: previousLabels(present, selector) } } },
        risk: 'medium',
      },
    };
  },
  kubectl: ({ target }, { selector }) =>
    kubectl(
      ...namespaceFlag(target),
      'patch',
      'service',
      target.name,
      '--type=merge',
      '-p',
      JSON.stringify({ spec: { selector } }),
    ),
  verifications: ['values', 'endpoints', 'condition'],
  rights: () => [{ apiGroup: '', resource: 'services', verbs: ['get', 'patch'] }],
  admission: () => [
    {
      operation: 'UPDATE',
      only: [...onlyAt(['spec'], ['selector']), `${selectorOf('object')}.size() > 0`],
      params: [mapParams('selector', selectorOf('object'), selectorOf('oldObject'))],
      unseen: ['which pods a selector matches'],
    },
  ],
};

function presentSelector(target: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const selector = valueAt(target, '/spec/selector');
  return typeof selector === 'object' && selector !== null
    ? (selector as Readonly<Record<string, string>>)
    : {};
}

function merge(
  present: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): { readonly [key: string]: Json } {
  const merged = Object.entries({ ...present, ...changes }).filter(([, value]) => value !== null);
  return Object.fromEntries(merged);
}
