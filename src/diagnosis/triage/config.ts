import { listAt, textAt } from '../../domain/fields.ts';
import { refText } from '../../domain/objects.ts';
import { known } from '../../evidence/kinds.ts';
import { claimsOf } from '../../evidence/related.ts';
import { earlyUse, undefinedUse } from '../../evidence/views/variable-uses.ts';
import { isUnhealthy } from '../../evidence/views/pod-view.ts';
import type { CauseCode } from '../taxonomy.ts';
import type { Facts, SeenPod } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';

/** How the kubelet words a reference that leads nowhere; no Secret is read to find out. */
const readings: readonly (readonly [pattern: RegExp, cause: CauseCode])[] = [
  [/couldn't find key|references non-existent (?:secret|config) key/iu, 'config.missing-key'],
  [/secrets? "(?<name>[a-z0-9.-]{1,253})" not found/iu, 'config.missing-secret'],
  [/configmaps? "(?<name>[a-z0-9.-]{1,253})" not found/iu, 'config.missing-configmap'],
  [/failedattachvolume|attachvolume\.attach failed|multi-attach/iu, 'storage.attach-failed'],
  [/failedmount|mountvolume|resource busy|unable to attach or mount/iu, 'config.mount-failed'],
];
const startingUp = new Set([
  'CreateContainerConfigError',
  'CreateContainerError',
  'RunContainerError',
  'ContainerCreating',
  'PodInitializing',
]);
const failures = new Set(['Failed', 'FailedMount', 'FailedAttachVolume', 'FailedMapVolume']);

/** Pods that wait for configuration or volumes which are not there, or whose variables build on later ones. */
export const configRule: Rule = (facts) => [...missing(facts), ...unordered(facts)];

function missing(facts: Facts): readonly Finding[] {
  return facts.pods.filter(waits).flatMap((pod) => {
    const { words, evidence } = whatIsSaid(facts, pod);
    const reading = readings.find(([pattern]) => pattern.test(words));
    if (reading === undefined) return [];
    const [pattern, cause] = reading;
    // A message is quoted no further than names of objects go: the rest is untrusted.
    const name = pattern.exec(words)?.groups?.['name'];
    const what = name === undefined ? '' : ` (${name})`;
    const why = `pods of ${refText(pod.root)} wait for configuration or a volume that is not there${what}`;
    const sure = cause.startsWith('config.missing');
    const [claim, ...others] = claimsOf(pod.object);
    const isVolumes = cause === 'storage.attach-failed' && claim !== undefined && others.length === 0;
    const object = isVolumes ? known('PersistentVolumeClaim', claim, pod.namespace) : pod.root;
    return [finding({ cause, object, confidence: sure ? 0.95 : 0.8, sure, why, evidence })];
  });
}

function unordered(facts: Facts): readonly Finding[] {
  return facts.pods.filter(isUnhealthy).flatMap((pod) =>
    [...listAt(pod.object, 'spec', 'containers'), ...listAt(pod.object, 'spec', 'initContainers')].flatMap(
      (container) => {
        const use = earlyUse(container) ?? undefinedUse(container);
        if (use === undefined) return [];
        const why = `in container ${textAt(container, 'name') ?? ''} of ${refText(pod.root)}, ${use}`;
        const cause = 'config.env-order';
        return [finding({ cause, object: pod.root, confidence: 0.88, sure: false, why, evidence: [pod.id] })];
      },
    ),
  );
}

function waits(pod: SeenPod): boolean {
  if (pod.ready || pod.phase === 'Succeeded' || pod.node === undefined) return false;
  return (
    pod.containers.length === 0 || pod.containers.some(({ waiting }) => startingUp.has(waiting?.reason ?? ''))
  );
}

function whatIsSaid(
  facts: Facts,
  pod: SeenPod,
): { readonly words: string; readonly evidence: readonly string[] } {
  const events = facts.events.filter(
    ({ about, reason }) => about === `Pod/${pod.name}` && failures.has(reason),
  );
  const waiting = pod.containers.flatMap((container) => container.waiting?.message ?? []);
  const said = events.map(({ reason, message }) => `${message} (${reason})`);
  return { words: [...waiting, ...said].join('\n'), evidence: [pod.id, ...events.map(({ id }) => id)] };
}
