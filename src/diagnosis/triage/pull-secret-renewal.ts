import type { Action } from '../../domain/action.ts';
import { field, textAt } from '../../domain/fields.ts';
import { refKey, refOf } from '../../domain/objects.ts';
import { ownedBy } from '../../evidence/kinds.ts';
import { namesSecret, pullSecretsOf } from '../../evidence/pull-secrets.ts';
import { jobView, newestFirst } from '../../evidence/views/job-view.ts';
import type { Facts, Seen, SeenPod } from './facts.ts';
import { actionOn } from './rule.ts';

/** Tokens of Amazon ECR, the shortest-lived that are renewed like this, live for twelve hours. */
const shortestLife = 12 * 3_600_000;

export interface Renewal {
  readonly secret: string;
  /** RFC 3339, or `never`. */
  readonly last: string;
  readonly cronJob: Seen;
  readonly evidence: readonly string[];
  readonly actions: readonly Action[];
}

/**
 * The CronJob that renews a pod's pull secret, where exactly one names that secret, is not suspended, and has not
 * succeeded for as long as the shortest-lived registry tokens last: running it is the mend, and then the run that could
 * not pull. No Secret is read: its age is inferred from the CronJob's.
 */
export function renewalOf(facts: Facts, pod: SeenPod): Renewal | undefined {
  const account = textAt(pod.object, 'spec', 'serviceAccountName') ?? 'default';
  const from = [pod.object, ...facts.of('ServiceAccount').map(({ object }) => object)].filter(
    (object) =>
      object === pod.object ||
      (object.metadata.name === account && object.metadata.namespace === pod.namespace),
  );
  for (const secret of new Set(from.flatMap(pullSecretsOf))) {
    const naming = facts
      .of('CronJob')
      .filter(({ object }) => object.metadata.namespace === pod.namespace && namesSecret(object, secret))
      .filter(({ object }) => refKey(refOf(object)) !== refKey(pod.root));
    const [cronJob] = naming;
    if (cronJob === undefined || naming.length > 1) continue;
    if (field(cronJob.object, 'spec', 'suspend') === true || isFresh(facts, cronJob)) continue;
    const last = textAt(cronJob.object, 'status', 'lastSuccessfulTime') ?? 'never';
    const actions = [actionOn(facts, 'run-cronjob', refOf(cronJob.object), {}), ...rerun(facts, pod)];
    return { secret, last, cronJob, evidence: [cronJob.id], actions };
  }
  return undefined;
}

function isFresh(facts: Facts, { object }: Seen): boolean {
  const last = Date.parse(textAt(object, 'status', 'lastSuccessfulTime') ?? '');
  return facts.now.getTime() - last < shortestLife;
}

/** The run that could not pull, once more. One that still waits pulls again by itself, where no second may run beside it. */
function rerun(facts: Facts, pod: SeenPod): readonly Action[] {
  const own = pod.root.kind === 'CronJob' ? facts.find(pod.root) : undefined;
  if (own === undefined) return [];
  const [newest] = newestFirst(
    facts
      .of('Job')
      .filter(({ object }) => ownedBy(object, own.object))
      .map(({ object }) => jobView(object)),
  );
  const waits = newest?.state === 'running';
  if (waits && textAt(own.object, 'spec', 'concurrencyPolicy') === 'Forbid') return [];
  return [actionOn(facts, 'run-cronjob', pod.root, {})];
}
