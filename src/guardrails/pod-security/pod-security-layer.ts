import { isDeepStrictEqual } from 'node:util';
import { bareRefOf, type KubernetesObject, refOf, refText } from '../../domain/objects.ts';
import type { Guardrail, GuardrailContext } from '../guardrail.ts';
import { globMatches } from '../policies/glob.ts';
import { ruleText } from '../policies/policies.ts';
import { podTemplateOf } from '../workloads/pod-template.ts';
import { readWorkloadObjects } from '../workloads/read-workload-objects.ts';
import { workloadsOf } from '../workloads/workload.ts';
import { changesEnforcement, judgePolicyChange, policyChange } from './judge-namespace.ts';
import { judgeTemplate } from './judge-template.ts';
import type { Judgement } from './judgement.ts';
import { type Enforcement, enforcementText } from './level.ts';
import { namespacePolicy } from './namespace-policy.ts';
import { askAboutPod } from './trial-pod.ts';
import { judgeWeakening } from './weakening.ts';

/** Layer 3: pods that an action would make fit their namespace, and namespaces keep what runs in them possible. */
export const podSecurityLayer: Guardrail = {
  layer: 'pod-security',
  async judge(context) {
    const fit = await judgePodSecurity(context);
    return { layer: 'pod-security', ...weighed(fit, context) };
  },
};

/**
 * What fits its level may still have got more power than it had; pods of an unchanged template have not. A level that
 * is not known comes first: it refuses where anything depends on it.
 */
function weighed(fit: Judgement, { change }: GuardrailContext): Judgement {
  const { before, after, podsFrom, request } = change;
  if (fit.outcome !== 'pass' || fit.reason === 'pod-security.level-unknown') return fit;
  if (after === undefined || podsFrom !== undefined) return fit;
  return judgeWeakening(request.verb === 'create' ? undefined : before, after) ?? fit;
}

const untouched: Judgement = {
  outcome: 'pass',
  reason: 'pod-security.no-pod-change',
  message: 'no pod template and no Pod Security label changes',
};

/** Whether pods fit their level, whatever power they had before. */
export async function judgePodSecurity(context: GuardrailContext): Promise<Judgement> {
  const { after, request, podsFrom } = context.change;
  if (podsFrom !== undefined) return judgeNewPods(context, podsFrom);
  if (after === undefined) return untouched;
  const before = request.verb === 'create' ? undefined : context.change.before;
  if (after.kind === 'Namespace') return judgeNamespace(context, before, after);
  return changesPods(before, after) ? judgePods(context, before, after) : untouched;
}

async function judgeNamespace(
  { cluster }: GuardrailContext,
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): Promise<Judgement> {
  const change = policyChange(before, after);
  if (change === undefined) return untouched;
  const mayBlock = changesEnforcement(change) && change.after.enforce.level !== 'privileged';
  const objects = mayBlock ? await readWorkloadObjects(cluster, change.namespace) : [];
  return judgePolicyChange(change, workloadsOf(objects));
}

/** New labels and annotations make new pods of a template; a Pod that exists only changes with its spec. */
function changesPods(before: KubernetesObject | undefined, after: KubernetesObject): boolean {
  const next = podTemplateOf(after);
  if (next === undefined) return false;
  const old = before && podTemplateOf(before);
  if (after.kind === 'Pod') return !isDeepStrictEqual(old?.spec, next.spec);
  return !isDeepStrictEqual(old, next);
}

async function judgePods(
  context: GuardrailContext,
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): Promise<Judgement> {
  const enforce = await enforcementOf(context, after.metadata.namespace ?? 'default');
  if (enforce === undefined) return levelUnknown(context, before, after);
  const own = judgeTemplate(before, after, enforce);
  if (own.outcome !== 'pass') return exemption(context, after, own);
  return apiServersWord(context, after, own, enforce);
}

/**
 * The API server may exempt a namespace from its own rules, and labels do not tell. That counts only where the policies
 * name the namespace, and with people.
 * https://kubernetes.io/docs/concepts/security/pod-security-admission/#exemptions
 */
async function exemption(
  { dryRun, policies }: GuardrailContext,
  after: KubernetesObject,
  own: Judgement,
): Promise<Judgement> {
  const { podSecurityExemptions, source } = policies.namespaceMap;
  const glob = podSecurityExemptions.find((one) => globMatches(one, after.metadata.namespace ?? 'default'));
  if (glob === undefined || dryRun === undefined) return own;
  const trial = await askAboutPod(dryRun, after);
  if (trial.answer !== 'accepted') return own;
  return {
    outcome: 'hold',
    reason: 'pod-security.exempt',
    message: `${own.message}; the API server accepts a Pod made from it all the same, and the policies name the namespace as exempt`,
    rule: ruleText({ source, name: glob }),
  };
}

/** Pods that come without a change of their template. An operator's object may hold none: then the pod speaks for it. */
async function judgeNewPods(context: GuardrailContext, podsFrom: KubernetesObject): Promise<Judgement> {
  const maker = podTemplateOf(podsFrom) === undefined ? context.change.before : podsFrom;
  return maker === undefined ? untouched : judgePods(context, maker, maker);
}

async function enforcementOf({ cluster }: GuardrailContext, name: string): Promise<Enforcement | undefined> {
  const namespace = await cluster.get({ apiVersion: 'v1', kind: 'Namespace', name });
  return namespace && namespacePolicy(namespace.metadata.labels ?? {}).enforce;
}

/** Advice says what baseline would mean, with `objects` where it would not fit; a response does not go on without knowing. */
function levelUnknown(
  { mode }: GuardrailContext,
  before: KubernetesObject | undefined,
  after: KubernetesObject,
): Judgement {
  const atBaseline = judgeTemplate(before, after, { level: 'baseline', version: 'latest' });
  return {
    outcome: mode === 'check' ? 'pass' : 'refuse',
    reason: 'pod-security.level-unknown',
    message: `what namespace ${after.metadata.namespace ?? 'default'} enforces is not known; ${atBaseline.message}`,
    remedy: 'give the Namespace object with its labels',
    ...(atBaseline.objects === undefined ? {} : { objects: atBaseline.objects }),
  };
}

/** The API server knows what labels do not tell: exemptions aside, its defaults, plugins and policies. */
async function apiServersWord(
  { dryRun, mode }: GuardrailContext,
  after: KubernetesObject,
  own: Judgement,
  enforce: Enforcement,
): Promise<Judgement> {
  if (dryRun === undefined && mode === 'check') return own;
  const name = refText(refOf(after));
  const trial =
    dryRun === undefined
      ? { answer: 'not-asked' as const, message: 'there is no API server to ask' }
      : await askAboutPod(dryRun, after);
  switch (trial.answer) {
    case 'accepted':
      return { ...own, message: `${own.message}; the API server accepts a Pod made from it` };
    case 'rejected':
      return {
        outcome: 'refuse',
        reason: trial.reason,
        message: `the API server rejects a Pod made from ${name}: ${trial.message}`,
        ...(trial.remedy === undefined ? {} : { remedy: trial.remedy }),
        objects: [bareRefOf(after)],
      };
    case 'not-asked': {
      const message = `${name} fits "${enforcementText(enforce)}", but the API server could not be asked about a Pod made from it: ${trial.message}`;
      return mode === 'check'
        ? { ...own, message }
        : { outcome: 'refuse', reason: 'pod-security.error', message };
    }
  }
}
