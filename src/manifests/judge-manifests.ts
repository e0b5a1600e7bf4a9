import type { Action } from '../domain/action.ts';
import { messageOf } from '../domain/message-of.ts';
import { type Json, type KubernetesObject, type ObjectRef, refOf } from '../domain/objects.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import { layers, overallOutcome, type CheckResult, type Layer, type Verdict } from '../domain/verdict.ts';
import type { GuardrailContext } from '../guardrails/guardrail.ts';
import { judgePodSecurity } from '../guardrails/pod-security/pod-security-layer.ts';
import type { Judgement } from '../guardrails/pod-security/judgement.ts';
import { judgeWeakening } from '../guardrails/pod-security/weakening.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import { selectorLayer } from '../guardrails/selector/selector-layer.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { Comparison, ManifestChange } from './comparison.ts';
import { judgeDenyRules } from './judge-deny-rules.ts';
import { selectionJudge } from './judge-selection.ts';
import type { InvalidManifest, Place } from './manifest.ts';

/** What the guardrails say of one manifest; `object` is null where the document names none. */
export interface ManifestResult extends Pick<CheckResult, 'outcome' | 'verdicts'> {
  readonly object: ObjectRef | null;
  readonly change: ManifestChange['kind'] | 'invalid';
  readonly source: Place;
}

export interface ManifestSetting {
  /** Reads the state after the change. */
  readonly cluster: ClusterReader;
  readonly policies: Policies;
  readonly clusterName: string;
  readonly now: Date;
}

/** Judges every change of the comparison, one after the other; a layer that fails refuses. */
export async function* judgeManifests(
  comparison: Comparison,
  setting: ManifestSetting,
): AsyncGenerator<ManifestResult> {
  const selection = selectionJudge(comparison);
  for (const change of comparison.changes) {
    const context = contextOf(change, comparison, setting);
    const verdicts = [
      // A deny rule sees the label that the manifest takes off the live object.
      await ask('allowlist', () =>
        judgeDenyRules({ ...context, change: { ...context.change, before: change.before } }),
      ),
      await ask('selector', async () =>
        change.object.kind === 'Namespace'
          ? selectorLayer.judge(context)
          : { layer: 'selector', ...selection(change) },
      ),
      await ask('pod-security', async () => {
        const fit = await judgePodSecurity(context);
        return { layer: 'pod-security', ...weighed(fit, change, comparison) };
      }),
      ...skipped,
    ];
    yield {
      object: refOf(change.object),
      change: change.kind,
      source: change.place,
      outcome: overallOutcome(verdicts),
      verdicts,
    };
  }
}

/** A document that nobody could apply: nothing to judge the later layers on. */
export function invalidResult({ object, place, problem }: InvalidManifest): ManifestResult {
  const verdicts = layers.map((layer): Verdict => {
    if (layer !== 'allowlist') {
      return { layer, outcome: 'skipped', reason: 'action.invalid', message: 'there is nothing to judge' };
    }
    const message = `${place.file}:${place.line}: ${problem}`;
    const remedy = 'give rendered manifests, such as the output of helm template or kustomize build';
    return { layer, outcome: 'refuse', reason: 'action.invalid', message, remedy };
  });
  return { object, change: 'invalid', source: place, outcome: 'refuse', verdicts };
}

const skipped: readonly Verdict[] = [
  {
    layer: 'dry-run',
    outcome: 'skipped',
    reason: 'dry-run.no-cluster',
    message: 'there is no live API server to ask',
  },
  {
    layer: 'approval',
    outcome: 'skipped',
    reason: 'approval.not-judged',
    message: 'manifests are approved by their reviewers',
  },
];

const errorReasons = {
  allowlist: 'allowlist.error',
  selector: 'selector.error',
  'pod-security': 'pod-security.error',
} as const satisfies Partial<Record<Layer, ReasonCode>>;

async function ask(layer: keyof typeof errorReasons, judge: () => Promise<Verdict>): Promise<Verdict> {
  try {
    return await judge();
  } catch (cause) {
    const message = `this layer could not be judged: ${messageOf(cause)}`;
    return { layer, outcome: 'refuse', reason: errorReasons[layer], message };
  }
}

/** More power holds what fits its level; a refusal stays one. */
function weighed(fit: Judgement, { before, after }: ManifestChange, { relative }: Comparison): Judgement {
  if (fit.outcome !== 'pass' || !relative || after === undefined) return fit;
  return judgeWeakening(before, after) ?? fit;
}

/** The change as the layers know changes: an `apply-object` action, or a deletion. */
function contextOf(
  change: ManifestChange,
  { relative }: Comparison,
  { cluster, policies, clusterName, now }: ManifestSetting,
): GuardrailContext {
  const { object, after } = change;
  // Without a base pods are judged as they are; a Namespace's level is a change wherever the former one is known.
  const before = relative || object.kind === 'Namespace' ? change.before : undefined;
  const target = refOf(object);
  const request =
    before === undefined
      ? ({ verb: 'create', target, object } as const)
      : ({ verb: 'patch', target, patch: [] } as const);
  const risk = 'medium';
  const inverse = { irreversible: 'manifests are not applied' };
  return {
    action: actionOf(change, target, clusterName),
    change: { before, after, request, inverse, risk },
    cluster,
    mode: 'check',
    policies,
    clusterName,
    provisional: false,
    now,
  };
}

function actionOf({ object, after }: ManifestChange, target: ObjectRef, cluster: string): Action {
  const params = after === undefined ? {} : { manifest: after as KubernetesObject & Json };
  return { apiVersion: 'firebreak.dev/v1', action: nameOf(object, after), cluster, target, params };
}

/** The catalogue deletes pods and Jobs; whatever else a change deletes counts as applying its absence. */
function nameOf({ kind }: KubernetesObject, after: KubernetesObject | undefined): string {
  if (after === undefined && kind === 'Job') return 'delete-job';
  if (after === undefined && kind === 'Pod') return 'delete-pod';
  return 'apply-object';
}
