import { createKubernetesCluster } from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import { triageCluster, type TriageDocument } from '../../src/cli/triage-dump.ts';
import { parsePayload } from '../../src/intake/payload.ts';

const kubeConfigText = (server: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'big', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [],
    contexts: [{ name: 'big', context: { cluster: 'big', user: '' } }],
    'current-context': 'big',
  });

/** First passes over a cluster behind a URL, through the product's own client. */
export function firstPasses(url: string, now: Date) {
  const kubeConfig = loadKubeConfig({ source: { text: kubeConfigText(url) }, environment: {} });
  const client = createKubernetesCluster({ kubeConfig, timeoutMilliseconds: 30_000 });
  return {
    async pass(input: unknown): Promise<TriageDocument> {
      const payload = parsePayload(input);
      if ('invalid' in payload) throw new Error(payload.invalid);
      return await triageCluster(payload.alerts, payload.groupKey, client.reader, now, 'default');
    },
    close: () => client.close(),
  };
}
