import { refOf, refText } from '../../domain/objects.ts';
import { selects } from '../../evidence/dependencies.ts';
import { saysNameUnresolved } from '../../evidence/text/trouble-words.ts';
import { replicaView } from '../../evidence/views/workload-view.ts';
import { readyPods } from '../../evidence/endpoint-owners.ts';
import type { Facts, Seen } from './facts.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';

const system = 'kube-system';

/** The cluster's DNS is down, or it is up and a name still does not resolve. */
export const dnsRule: Rule = (facts) => {
  const service = facts.find({ apiVersion: 'v1', kind: 'Service', namespace: system, name: 'kube-dns' });
  if (service === undefined || facts.blind('endpoints')) return [];
  const slices = facts
    .of('EndpointSlice')
    .filter(
      ({ object }) =>
        object.metadata.namespace === system &&
        object.metadata.labels?.['kubernetes.io/service-name'] === 'kube-dns',
    );
  return isDown(facts, service, slices) ? [down(facts, service, slices)] : unresolved(facts, service);
};

/** Where no EndpointSlice is to be seen, as in a partial dump, the Deployment has to say it. */
function isDown(facts: Facts, service: Seen, slices: readonly Seen[]): boolean {
  if (slices.length > 0) return slices.every(({ object }) => readyPods(object).length === 0);
  const deployment = deploymentBehind(facts, service);
  return deployment !== undefined && replicaView(deployment.object)?.ready === 0;
}

function deploymentBehind(facts: Facts, service: Seen): Seen | undefined {
  return facts.of('Deployment').find(({ object }) => selects(service.object, object));
}

function down(facts: Facts, service: Seen, slices: readonly Seen[]): Finding {
  const deployment = deploymentBehind(facts, service);
  const object = refOf((deployment ?? service).object);
  const replicas = deployment === undefined ? undefined : replicaView(deployment.object);
  const how =
    replicas === undefined
      ? 'no endpoint is ready'
      : `${replicas.ready} of ${replicas.desired} replicas are ready`;
  return finding({
    cause: 'dns.unavailable',
    object,
    confidence: 0.96,
    sure: true,
    why: `the DNS of the cluster does not answer: ${how}`,
    evidence: [
      service.id,
      ...slices.map(({ id }) => id),
      ...(deployment === undefined ? [] : [deployment.id]),
    ],
  });
}

function unresolved(facts: Facts, service: Seen): readonly Finding[] {
  return facts.logs
    .filter(({ text }) => saysNameUnresolved(text))
    .flatMap((log) => {
      const pod = facts.pods.find(({ name }) => name === log.pod);
      if (pod === undefined) return [];
      const why = `the log of ${refText(pod.root)} says that a name does not resolve, while the cluster's DNS is up`;
      const evidence = [pod.id, log.id, service.id];
      return [
        finding({
          cause: 'dns.name-unresolved',
          object: pod.root,
          confidence: 0.72,
          sure: false,
          why,
          evidence,
        }),
      ];
    });
}
