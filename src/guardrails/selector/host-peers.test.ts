import { describe, expect, it } from 'vitest';
import {
  namespaceObject,
  networkPolicy,
  podOf,
  verdictOn,
  workload,
} from '../../../test/support/namespace-objects.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { selectorLayer } from './selector-layer.ts';

const onHost = { spec: { hostNetwork: true } };
const web = workload('Deployment', 'web');
const exporter = workload('DaemonSet', 'exporter', { labels: { app: 'exporter' }, ...onHost });
const home = namespaceObject({ team: 'cardboard' });

function elsewhere(namespace: string, object: KubernetesObject): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}
const kubeSystem: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'kube-system', labels: { 'kubernetes.io/metadata.name': 'kube-system' } },
};
const traefik = elsewhere('kube-system', podOf(workload('DaemonSet', 'traefik', onHost)));
const coredns = elsewhere('kube-system', podOf(workload('Deployment', 'coredns')));
const inKubeSystem = {
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
};
const labelled = (app: string) => ({ podSelector: { matchLabels: { app } } });

const letting = (...from: readonly object[]) =>
  networkPolicy('clients', { podSelector: {}, ingress: [{ from }] });
const cluster = [home, kubeSystem, web, podOf(web), exporter, podOf(exporter), traefik, coredns];
const judge = (after: KubernetesObject, before?: KubernetesObject) =>
  verdictOn(selectorLayer, cluster, [before, after]);

describe('a NetworkPolicy whose peer names only pods in the network of their host', () => {
  it.each([
    ['of its own namespace', [labelled('exporter')], 'DaemonSet cardboard/exporter'],
    ['of another namespace', [{ ...inKubeSystem, ...labelled('traefik') }], 'DaemonSet kube-system/traefik'],
    [
      'of any namespace',
      [{ namespaceSelector: {}, ...labelled('traefik') }],
      'DaemonSet kube-system/traefik',
    ],
    ['beside peers that it lets in', [labelled('web'), labelled('exporter')], 'DaemonSet cardboard/exporter'],
  ])('is refused, since nobody gets in by it: %s', async (_where, from, named) => {
    expect(await judge(letting(...from))).toMatchObject({
      outcome: 'refuse',
      reason: 'selector.peer-in-host-network',
      message: expect.stringContaining(`ingress[0] names only ${named}`) as string,
      remedy: expect.stringContaining('ipBlock') as string,
      objects: [{ kind: 'NetworkPolicy', namespace: 'cardboard', name: 'clients' }],
    });
  });

  it('is refused for the way out as well', async () => {
    const out = networkPolicy('out', { podSelector: {}, egress: [{ to: [labelled('exporter')] }] });
    expect((await judge(out)).message).toContain('egress[0] names only DaemonSet cardboard/exporter');
  });

  it('is refused where a changed policy brings the peer, be the pods that labels choose the same', async () => {
    const before = networkPolicy('clients', { podSelector: {}, ingress: [{ from: [labelled('web')] }] });
    const after = letting(labelled('web'), { ...inKubeSystem, ...labelled('traefik') });
    expect((await judge(after, before)).reason).toBe('selector.peer-in-host-network');
  });
});

describe('a NetworkPolicy passes', () => {
  it.each([
    ['whose peer names pods in the pod network too', letting(inKubeSystem)],
    ['whose peer names nobody yet', letting(labelled('tomorrow'))],
    ['whose peer means another namespace than the host pods', letting(labelled('traefik'))],
    [
      'whose rule names the nodes by address',
      letting(labelled('exporter'), { ipBlock: { cidr: '10.0.0.0/8' } }),
    ],
  ])('%s', async (_what, policy) => {
    expect((await judge(policy)).outcome).toBe('pass');
  });

  it('that said so before, whatever else changes', async () => {
    const before = letting(labelled('exporter'));
    const after = letting(labelled('exporter'), labelled('web'));
    expect((await judge(after, before)).outcome).toBe('pass');
  });
});
