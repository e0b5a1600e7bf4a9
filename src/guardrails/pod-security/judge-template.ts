import { bareRefOf, type KubernetesObject, refOf, refText } from '../../domain/objects.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';
import { evaluatePod, violationsText } from './evaluate-pod.ts';
import type { Judgement } from './judgement.ts';
import { type Enforcement, enforcementText } from './level.ts';

/** Whether the pods of the changed object would fit the level; `before` is absent for a new object. */
export function judgeTemplate(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  enforce: Enforcement,
): Judgement {
  const template = podTemplateOf(after);
  const evaluation = template && evaluatePod(template, enforce.level, enforce.version);
  const name = refText(refOf(after));
  const policy = `PodSecurity "${enforcementText(enforce)}"`;
  if (evaluation === undefined || evaluation.allowed) {
    return { outcome: 'pass', reason: 'pod-security.fits', message: `${name} fits ${policy}` };
  }
  const already = before !== undefined && !fits(before, enforce);
  const history = already ? '; so it did before, and its pods could not be recreated then either' : '';
  return {
    outcome: 'refuse',
    reason: 'pod-security.violates-level',
    message: `${name} would violate ${policy}: ${violationsText(evaluation.violations)}${history}`,
    remedy: `change the template so that it fits: ${fixes(evaluation.violations)}`,
    objects: [bareRefOf(after)],
  };
}

function fits(object: KubernetesObject, { level, version }: Enforcement): boolean {
  const template = podTemplateOf(object);
  return template === undefined || evaluatePod(template, level, version).allowed;
}

function fixes(violations: readonly { readonly reason: string; readonly detail: string }[]): string {
  return violations.map(({ reason, detail }) => (detail === '' ? reason : detail)).join('; ');
}
