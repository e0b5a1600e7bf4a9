import { textMapAt } from '../../domain/fields.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { parseQuantity } from '../../domain/quantity.ts';
import type { Rule } from './rule.ts';
import { finding } from './rule.ts';

const nearly = 0.9;

/** The quota that the alert is about, with what is used up. What turned pods away is named by the rule of admission. */
export const quotaRule: Rule = (facts) => {
  if (facts.target?.kind !== 'ResourceQuota') return [];
  const quota = facts.find(facts.target);
  if (quota === undefined) return [];
  const used = textMapAt(quota.object, 'status', 'used');
  const full = Object.entries(textMapAt(quota.object, 'status', 'hard')).filter(([resource, hard]) => {
    const limit = parseQuantity(hard) ?? 0;
    return limit > 0 && (parseQuantity(used[resource] ?? '0') ?? 0) / limit >= nearly;
  });
  if (full.length === 0) return [];
  const object = refOf(quota.object);
  const parts = full.map(([resource, hard]) => `${resource} ${used[resource] ?? '0'} of ${hard}`);
  const why = `${refText(object)} is used up: ${parts.join(', ')}`;
  return [
    finding({ cause: 'quota.nearly-full', object, confidence: 0.94, sure: true, why, evidence: [quota.id] }),
  ];
};
