import type { KubernetesObject } from '../../domain/objects.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { apiVersions, known } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe, observeBriefly } from '../observe.ts';
import { isUnhealthy, podView } from '../views/pod-view.ts';
import { incidentPods } from './pods.ts';

const system = 'kube-system';
const leaders = ['kube-scheduler', 'kube-controller-manager'] as const;
const aboutControlPlane = /apiserver|kubeapi|scheduler|controllermanager|controller-manager|etcd/iu;

/**
 * The control plane, where the alert is about it or pods wait for a scheduler that says nothing: who leads, since when,
 * and the mirror pods of its parts where the cluster shows them (labels as kubeadm sets them).
 * https://kubernetes.io/docs/concepts/architecture/leases/
 */
export const controlPlaneCollector: Collector = {
  name: 'control-plane',
  kind: 'control-plane',
  collect: async (context) => {
    const api = context.resolution;
    const apiService =
      'subject' in api && api.subject.kind === 'APIService'
        ? await context.cluster.get(api.subject)
        : undefined;
    const own = apiService === undefined ? [] : [observe(apiService)];
    if (!(await concerns(context))) return own;
    return [...own, ...(await leases(context)), ...(await parts(context))];
  },
};

async function concerns(context: CollectorContext): Promise<boolean> {
  const names = context.alerts.map(({ labels }) => `${labels['alertname'] ?? ''} ${labels['job'] ?? ''}`);
  if (names.some((name) => aboutControlPlane.test(name))) return true;
  const pods = context.target === undefined ? [] : await incidentPods(context);
  return pods.some(
    (pod) => pod.phase === 'Pending' && pod.node === undefined && pod.unschedulable === undefined,
  );
}

async function leases({ cluster }: CollectorContext): Promise<readonly Observation[]> {
  const looks = leaders.map(async (name) => {
    const ref = known('Lease', name, system);
    return await lookOr('control-plane', ref, async () => {
      const lease = await cluster.get(ref);
      return lease === undefined ? [] : [observe(lease)];
    });
  });
  return (await Promise.all(looks)).flat();
}

async function parts({ cluster }: CollectorContext): Promise<readonly Observation[]> {
  const query = {
    apiVersion: apiVersions.Pod,
    kind: 'Pod',
    namespace: system,
    labelSelector: 'tier=control-plane',
    limit: 30,
  };
  const show = (pod: KubernetesObject) => (isUnhealthy(podView(pod)) ? observe(pod) : observeBriefly(pod));
  return await lookOr('control-plane', known('Namespace', system), async () =>
    (await cluster.list(query)).items.map(show),
  );
}
