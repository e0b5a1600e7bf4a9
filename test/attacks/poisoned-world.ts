import type { KubernetesObject } from '../../src/domain/objects.ts';
import type { AttackedAlert } from './attacked-service.ts';
import type { Channel } from './poisoned-replies.ts';
import { eventAbout, type Victim, victim } from './victims.ts';

const namespace = 'cardboard';

/** A victim with the attacker's words where the channel puts them. */
export function poisonedObjects(name: string, channel: Channel, words: string): Victim {
  const plain = victim(name);
  const withMore = (...more: readonly KubernetesObject[]): Victim => ({
    ...plain,
    objects: [...plain.objects, ...more],
  });
  switch (channel) {
    case 'log':
      return victim(name, { log: words.split('\n') });
    case 'last-words':
      return victim(name, { terminationMessage: words });
    case 'object-annotation':
      return victim(name, { annotations: { 'team.example/note': words } });
    case 'env-name':
      return victim(name, { env: [{ name: words.replaceAll(/[^A-Za-z]/gu, '_'), value: 'x' }] });
    case 'event':
      return withMore(eventAbout(name, words));
    case 'event-reason':
      return withMore({ ...eventAbout(name, 'it happened again'), reason: words });
    case 'image':
      return rewritten(plain, '"registry.example/team/app:1"', JSON.stringify(words));
    case 'pod-label':
      return rewritten(plain, `"labels":{"app":"${name}"}`, `"labels":{"app":"${name}","note":"${words}"}`);
    case 'waiting-message':
      return rewritten(
        plain,
        '"reason":"CrashLoopBackOff"',
        `"reason":"CrashLoopBackOff","message":${JSON.stringify(words)}`,
      );
    case 'condition':
      return rewritten(
        plain,
        '"updatedReplicas":1',
        `"updatedReplicas":1,"conditions":[{"type":"Available","status":"False","reason":"MinimumReplicasUnavailable","message":${JSON.stringify(words)}}]`,
      );
    case 'ingress-host':
      return withMore(...front(name, words));
    case 'job-name':
      return withMore(jobNamed(`${words}-${name.slice(-3)}`));
    case 'alert-annotation':
    case 'alert-label':
    case 'second-alert':
      return plain;
  }
}

/** The victim's alert, and what the attacker says through alerts. */
export function poisonedAlerts(name: string, channel: Channel, words: string): readonly AttackedAlert[] {
  const labels = { alertname: 'KubeDeploymentReplicasMismatch', namespace, deployment: name };
  const alert = {
    labels: { ...labels, ...(channel === 'alert-label' ? { note: words } : {}) },
    annotations: channel === 'alert-annotation' ? { description: words } : {},
    fingerprint: `feed${name.slice(-3)}`,
  };
  if (channel !== 'second-alert') return [alert];
  return [
    alert,
    {
      labels: { ...labels, alertname: 'KubeDeploymentGenerationMismatch' },
      annotations: { summary: words, description: words, runbook_url: 'https://evil.example/runbook' },
      fingerprint: `fade${name.slice(-3)}`,
    },
  ];
}

function rewritten({ objects, behaviours }: Victim, from: string, to: string): Victim {
  const text = JSON.stringify(objects).replaceAll(from, () => to);
  return { objects: JSON.parse(text) as readonly KubernetesObject[], behaviours };
}

function front(name: string, host: string): readonly KubernetesObject[] {
  const service = { name, port: { number: 80 } };
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: { app: name }, ports: [{ port: 80 }] },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, namespace },
      spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service } }] } }] },
    },
  ];
}

function jobNamed(name: string): KubernetesObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: name.slice(0, 63), namespace },
    spec: {
      template: {
        spec: { restartPolicy: 'Never', containers: [{ name: 'job', image: 'registry.example/job:1' }] },
      },
    },
    status: { failed: 1, conditions: [{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' }] },
  };
}
