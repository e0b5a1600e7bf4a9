import { listAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject, ObjectRef } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import { known } from '../../evidence/kinds.ts';
import { claimsOf } from '../../evidence/related.ts';
import { saysDiskFull, saysInputOutputError, saysReadOnly } from '../../evidence/text/trouble-words.ts';
import type { Facts, Seen, SeenPod } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';

const aboutFilling = /fillingup|volume.*(?:full|space|usage)|inodes/iu;

/** Claims that no volume answers, volumes that fail, fill up or cannot be written. Data is at stake, so people mend it. */
export const storageRule: Rule = (facts) => [
  ...facts
    .of('PersistentVolumeClaim')
    .flatMap((claim) => [...unbound(facts, claim), ...filling(facts, claim)]),
  ...facts.of('PersistentVolume').flatMap(failed),
  ...facts.logs.flatMap((log) => written(facts, log)),
];

function unbound(facts: Facts, { id, object: claim }: Seen): readonly Finding[] {
  const phase = textAt(claim, 'status', 'phase');
  if (phase !== 'Pending' && phase !== 'Lost') return [];
  const object = refOf(claim);
  const own = facts.events.filter(({ about }) => about === `PersistentVolumeClaim/${object.name}`);
  const warnings = own.filter(({ type }) => type === 'Warning');
  const words = warnings.map(({ reason, message }) => `${reason} ${message}`).join('\n');
  const evidence = [id, ...warnings.map((event) => event.id)];
  const storageClass = textAt(claim, 'spec', 'storageClassName') ?? '';
  if (/storageclass\S* "?[^"]{1,253}"? not found/iu.test(words)) {
    const why = `${refText(object)} names StorageClass ${storageClass}, which does not exist`;
    return [finding({ cause: 'storage.class-missing', object, confidence: 0.96, sure: true, why, evidence })];
  }
  if (/ProvisioningFailed/u.test(words)) {
    const why = `the provisioner of class ${storageClass || 'default'} could not make a volume for ${refText(object)}`;
    return [
      finding({ cause: 'storage.provisioning-failed', object, confidence: 0.94, sure: true, why, evidence }),
    ];
  }
  // A class that binds on first use keeps a claim pending while no pod wants it.
  const waitsForPod = own.some(({ reason }) => reason === 'WaitForFirstConsumer');
  const confidence = phase === 'Lost' || (warnings.length > 0 && !waitsForPod) ? 0.93 : 0.7;
  const why = `${refText(object)} is ${phase}`;
  return [
    finding({ cause: 'storage.claim-pending', object, confidence, sure: confidence > 0.9, why, evidence }),
  ];
}

/** The API does not show how full a volume is: the alert says it, and a metric where there is one. */
function filling(facts: Facts, { id, object: claim }: Seen): readonly Finding[] {
  const isTarget =
    facts.target?.kind === 'PersistentVolumeClaim' && facts.target.name === claim.metadata.name;
  const alert = facts.alerts.find(({ labels }) => aboutFilling.test(labels['alertname'] ?? ''));
  if (!isTarget || alert === undefined) return [];
  const object = refOf(claim);
  const metrics = facts.items.filter(({ kind, status }) => kind === 'metric' && status === 'seen');
  const why = `${alert.labels['alertname'] ?? 'the alert'} says that ${refText(object)} runs out of room`;
  const evidence = [id, ...metrics.map((metric) => metric.id)];
  return [finding({ cause: 'storage.volume-full', object, confidence: 0.85, sure: false, why, evidence })];
}

function failed({ id, object: volume }: Seen): readonly Finding[] {
  if (textAt(volume, 'status', 'phase') !== 'Failed') return [];
  const object = refOf(volume);
  const why = `${refText(object)} has failed`;
  return [
    finding({ cause: 'storage.volume-failed', object, confidence: 0.94, sure: true, why, evidence: [id] }),
  ];
}

/** A log that tells of a disk names the volume by the path, where the pod mounts it there; the words are a workload's. */
function written(facts: Facts, log: Facts['logs'][number]): readonly Finding[] {
  const lines = log.text.split('\n');
  const pod = facts.pods.find(({ name }) => name === log.pod);
  if (pod === undefined) return [];
  // A root filesystem may be read-only by configuration; a claim's volume turns read-only when its device fails.
  const broken = lines.find(
    (one) => saysInputOutputError(one) || (saysReadOnly(one) && claimWrittenTo(pod, one) !== undefined),
  );
  const line = broken ?? lines.find(saysDiskFull);
  if (line === undefined) return [];
  const claim = claimWrittenTo(pod, line);
  const object = claim ?? pod.root;
  const seen = claim === undefined ? undefined : facts.find(claim);
  const what = broken === undefined ? 'is full' : 'cannot be read or written';
  const why = `the log of ${refText(pod.root)} says that ${claim === undefined ? 'a disk' : refText(claim)} ${what}, while its pod is ${pod.ready ? 'ready' : 'not ready'}`;
  const evidence = [log.id, pod.id, ...(seen === undefined ? [] : [seen.id])];
  const cause = broken === undefined ? 'storage.volume-full' : 'storage.io-error';
  return [
    finding({ cause, object, confidence: claim === undefined ? 0.75 : 0.88, sure: false, why, evidence }),
  ];
}

function claimWrittenTo(pod: SeenPod, line: string): ObjectRef | undefined {
  const claims = claimsOf(pod.object);
  const mounted = listAt(pod.object, 'spec', 'containers')
    .flatMap((container) => listAt(container, 'volumeMounts'))
    .find((mount) => {
      const path = textAt(mount, 'mountPath');
      return (
        path !== undefined &&
        path.length > 1 &&
        line.includes(`${path}/`) &&
        claimOf(pod.object, mount) !== undefined
      );
    });
  const [only] = claims;
  const name =
    mounted === undefined ? (claims.length === 1 ? only : undefined) : claimOf(pod.object, mounted);
  return name === undefined ? undefined : known('PersistentVolumeClaim', name, pod.namespace);
}

function claimOf(pod: KubernetesObject, mount: unknown): string | undefined {
  const volume = listAt(pod, 'spec', 'volumes').find((one) => textAt(one, 'name') === textAt(mount, 'name'));
  return textAt(volume, 'persistentVolumeClaim', 'claimName');
}
