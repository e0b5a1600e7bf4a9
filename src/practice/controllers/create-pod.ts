import type { KubernetesObject } from '../../domain/objects.ts';
import { withDefaults } from '../api/defaults.ts';
import { podRefusal } from '../api/pod-security-admission.ts';
import type { ClusterState } from '../cluster-state.ts';
import type { Pod, PodTemplate } from '../kinds.ts';
import { ownerReference } from '../owners.ts';
import { eventsAbout, recordEvent } from './events.ts';

const REFUSED = 'FailedCreate';
const RETRY_SECONDS = 30;

/** Controllers try again with growing pauses; here one event every half minute stands for that. */
function refusedLately(state: ClusterState, owner: KubernetesObject): boolean {
  const since = state.now().getTime() - RETRY_SECONDS * 1000;
  return eventsAbout(state, owner).some(
    (event) => event.reason === REFUSED && Date.parse(event.lastTimestamp) > since,
  );
}

/** Creates a pod for a controller; admission may refuse it, and then only an event tells. */
export function createPod(
  state: ClusterState,
  owner: KubernetesObject,
  template: PodTemplate,
  {
    name,
    component,
    labels = {},
  }: { name: string; component: string; labels?: Readonly<Record<string, string>> },
): Pod | undefined {
  const namespace = owner.metadata.namespace ?? 'default';
  const pod = withDefaults({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      labels: { ...template.metadata?.labels, ...labels },
      ...(template.metadata?.annotations === undefined ? {} : { annotations: template.metadata.annotations }),
      ownerReferences: [ownerReference(owner)],
    },
    spec: template.spec,
    status: { phase: 'Pending' },
  });
  const refusal = podRefusal(state.store.get('v1', 'Namespace', undefined, namespace), pod);
  if (refusal !== undefined) {
    if (!refusedLately(state, owner)) {
      const message = `Error creating: pods "${name}" is forbidden: ${refusal}`;
      recordEvent(state, owner, { type: 'Warning', reason: REFUSED, message, component });
    }
    return undefined;
  }
  recordEvent(state, owner, {
    type: 'Normal',
    reason: 'SuccessfulCreate',
    message: `Created pod: ${name}`,
    component,
  });
  return state.store.create(pod as Pod);
}
