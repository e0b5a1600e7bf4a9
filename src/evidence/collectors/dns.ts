import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { apiVersions, known } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe } from '../observe.ts';
import { saysNameUnresolved } from '../text/trouble-words.ts';
import { endpointSlices } from './services.ts';
import { logsCollector } from './logs.ts';

const system = 'kube-system';

/**
 * The cluster's DNS, where logs say that names do not resolve or the alert is about it: its Service (kube-dns, whatever
 * serves it), its endpoints and the Deployment behind. https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/
 */
export const dnsCollector: Collector = {
  name: 'dns',
  kind: 'control-plane',
  collect: async (context) => ((await concerns(context)) ? await lookAtDns(context) : []),
};

async function concerns(context: CollectorContext): Promise<boolean> {
  if (context.alerts.some(({ labels }) => /dns/iu.test(labels['alertname'] ?? ''))) return true;
  if (context.target === undefined) return false;
  const logs = await logsCollector.collect(context);
  return logs.some(({ detail = '' }) => saysNameUnresolved(detail));
}

async function lookAtDns(context: CollectorContext): Promise<readonly Observation[]> {
  const { cluster } = context;
  const ref = known('Service', 'kube-dns', system);
  return await lookOr('control-plane', ref, async () => {
    const service = await cluster.get(ref);
    if (service === undefined) return [];
    const { items } = await cluster.list({
      apiVersion: apiVersions.Deployment,
      kind: 'Deployment',
      namespace: system,
      labelSelector: 'k8s-app=kube-dns',
      limit: 5,
    });
    return [observe(service), ...(await endpointSlices(service, context)), ...items.map(observe)];
  });
}
