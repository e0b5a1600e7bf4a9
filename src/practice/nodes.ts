import type { KubernetesObject } from '../domain/objects.ts';

/** Nodes that are well, so that a scenario only describes what is special about it. */
export function healthyNodes(count: number): readonly KubernetesObject[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `node-${index + 1}`;
    const resources = { cpu: '4', memory: '8Gi', pods: '110' };
    return {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: {
        name,
        labels: {
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/os': 'linux',
          'kubernetes.io/hostname': name,
        },
      },
      spec: {},
      status: {
        capacity: resources,
        allocatable: resources,
        conditions: [
          { type: 'MemoryPressure', status: 'False', reason: 'KubeletHasSufficientMemory' },
          { type: 'DiskPressure', status: 'False', reason: 'KubeletHasNoDiskPressure' },
          { type: 'PIDPressure', status: 'False', reason: 'KubeletHasSufficientPID' },
          { type: 'Ready', status: 'True', reason: 'KubeletReady' },
        ],
        nodeInfo: { architecture: 'amd64', operatingSystem: 'linux', kubeletVersion: 'v1.36.0' },
      },
    };
  });
}
