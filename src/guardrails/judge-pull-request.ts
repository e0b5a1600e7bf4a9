import type { PlannedChange, PlannedPullRequest } from '../actions/action-type.ts';
import type { Action } from '../domain/action.ts';
import { type ObjectRef, refKey, refText, withoutUid } from '../domain/objects.ts';
import type { Layer, Verdict, VerdictOutcome } from '../domain/verdict.ts';
import { ClusterError, type ClusterReader } from '../ports/cluster.ts';
import { askLayer } from './ask-layer.ts';
import type { DryRunOutcome, Guardrail, GuardrailContext } from './guardrail.ts';
import { wavesOf } from './merge-waves.ts';
import { overlayCluster } from './overlay-cluster.ts';

interface PullRequestSetting {
  readonly context: Omit<GuardrailContext, 'action' | 'change' | 'provisional'>;
  readonly guardrails: readonly Guardrail[];
  readonly layerTimeoutMilliseconds: number;
}

/**
 * What the five layers say of a pull request: of each object, what applying the merged manifests makes of it. Each is a
 * target of the action in its own right. The manifests of one wave are applied in one go, as `kubectl apply`, Argo CD
 * and Flux do: nothing waits for a roll-out, so a change has to be safe both before the roll-outs of the others and
 * after. Only between waves of Argo CD do roll-outs end first.
 */
export async function judgePullRequest(
  action: Action,
  { merged, risk, rehearsal }: PlannedPullRequest,
  { context, guardrails, layerTimeoutMilliseconds }: PullRequestSetting,
): Promise<readonly Verdict[]> {
  const waves = await wavesOf(merged, context.cluster);
  const objects = await Promise.all(
    waves.map(async ({ change, before, beside }) => ({
      action: { ...action, target: targetOf(change) },
      change,
      outcome: rehearsal === undefined ? await dryRunOf(change, context) : undefined,
      states: statesFor(context.cluster, before, beside),
    })),
  );
  const verdicts: Verdict[] = [];
  for (const guardrail of guardrails) {
    if (guardrail.layer === 'dry-run' && rehearsal !== undefined) {
      verdicts.push(rehearsal);
      continue;
    }
    const said: Verdict[] = [];
    for (const { outcome, states, ...object } of objects) {
      const about: GuardrailContext = {
        ...context,
        ...object,
        change: { ...object.change, risk },
        ...(outcome === undefined ? {} : { dryRunOutcome: outcome }),
        provisional: false,
        earlier: verdicts,
      };
      for (const cluster of guardrail.layer === 'selector' ? states : states.slice(-1)) {
        said.push(await judged(guardrail, { ...about, cluster }, layerTimeoutMilliseconds));
      }
    }
    verdicts.push(together(guardrail.layer, said));
  }
  return verdicts;
}

function targetOf({ request }: PlannedChange): ObjectRef {
  return withoutUid(request.target);
}

/**
 * The cluster once the waves before are through: while the roll-outs of the changes beside are under way, and once they
 * are through as well.
 */
function statesFor(
  cluster: ClusterReader,
  before: readonly PlannedChange[],
  beside: readonly PlannedChange[],
): readonly ClusterReader[] {
  const through = overlayCluster(cluster, [...before, ...beside]);
  if (beside.length === 0) return [through];
  const begun = overlayCluster(cluster, before);
  const underWay: ClusterReader = {
    ...through,
    list: (query) => (query.kind === 'Pod' ? begun.list(query) : through.list(query)),
  };
  return [underWay, through];
}

/** Undefined where there is nothing to ask, or nobody. */
async function dryRunOf(
  { request }: PlannedChange,
  { dryRun }: Pick<GuardrailContext, 'dryRun'>,
): Promise<DryRunOutcome | undefined> {
  if (dryRun === undefined || isEmpty(request)) return undefined;
  try {
    return { accepted: true, result: await dryRun.dryRun(request) };
  } catch (error) {
    return { accepted: false, error };
  }
}

function isEmpty(request: PlannedChange['request']): boolean {
  return request.verb === 'patch' && request.patch.length === 0;
}

async function judged(
  guardrail: Guardrail,
  context: GuardrailContext,
  milliseconds: number,
): Promise<Verdict> {
  const { change, dryRunOutcome } = context;
  if (guardrail.layer === 'dry-run') {
    if (isEmpty(change.request)) {
      const message = `${refText(change.request.target)} is so already in the cluster`;
      return { layer: 'dry-run', outcome: 'pass', reason: 'dry-run.accepted', message };
    }
    const untried = whyUntried(dryRunOutcome);
    if (untried !== undefined) {
      const message = `the planner may not try this change of ${refText(change.request.target)}: nobody but its reviewers has seen whether the API server takes it${untried}`;
      return { layer: 'dry-run', outcome: 'hold', reason: 'dry-run.not-tried', message };
    }
  }
  return askLayer(guardrail, context, milliseconds);
}

/**
 * Most of what belongs into a repository is nothing that the policies let anybody do to the live object, so neither
 * RBAC nor the admission policies that are made from them let the planner try it. Whether a policy means it for whoever
 * applies the merge too, only they will hear; the API server refuses it then.
 */
function whyUntried(outcome: DryRunOutcome | undefined): string | undefined {
  if (outcome?.accepted !== false || !(outcome.error instanceof ClusterError)) return undefined;
  const { code, refusedBy, message } = outcome.error;
  if (refusedBy === 'policy') return `; a policy says: ${message}`;
  return code === 'forbidden' ? '' : undefined;
}

const rank: Readonly<Record<VerdictOutcome, number>> = { pass: 0, hold: 1, skipped: 2, refuse: 3 };

/** What says the least: another object's verdict speaks for all of them. */
const quiet: ReadonlySet<string> = new Set([
  'selector.no-change',
  'selector.unchanged',
  'pod-security.no-pod-change',
]);

/** One verdict of a layer for all objects: the worst, with everything that is said as loudly. */
function together(layer: Layer, said: readonly Verdict[]): Verdict {
  const worst = Math.max(...said.map(({ outcome }) => rank[outcome]));
  const loudest = said.filter(({ outcome }) => rank[outcome] === worst);
  const telling = loudest.filter(({ reason }) => !quiet.has(reason));
  const [first, ...others] = telling.length > 0 ? telling : loudest;
  if (first === undefined) {
    return { layer, outcome: 'refuse', reason: 'action.invalid', message: 'there is no object to judge' };
  }
  const distinct = (texts: readonly (string | undefined)[]) => [
    ...new Set(texts.filter((text) => text !== undefined)),
  ];
  const remedies = distinct([first, ...others].map(({ remedy }) => remedy));
  const objects = [first, ...others].flatMap((verdict) => verdict.objects ?? []);
  return {
    ...first,
    message: distinct([first, ...others].map(({ message }) => message)).join('; '),
    ...(remedies.length === 0 ? {} : { remedy: remedies.join('; ') }),
    ...(objects.length === 0
      ? {}
      : { objects: [...new Map(objects.map((ref) => [refKey(ref), ref])).values()] }),
  };
}
