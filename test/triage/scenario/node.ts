import type { KubernetesObject } from '../../../src/domain/objects.ts';
import { type Entry, isFields, merged, objectOf } from './entry.ts';

/** A Node: ready, amd64, 4 CPUs and 16 GiB, unless `labels`, `spec`, `status` or `conditions` (`{ Type: "True: Reason: message" }`) say otherwise. */
export function expandNode(entry: Entry): KubernetesObject {
  const { conditions, spec = {}, status = {}, labels } = entry.fields;
  const given = isFields(conditions) ? conditions : {};
  const capacity = { cpu: '4', memory: '16344796Ki', pods: '110', 'ephemeral-storage': '98831908Ki' };
  const all = Object.entries<unknown>({ ...healthy, ...given }).map(([type, text]) => {
    const [met = '', reason = '', ...message] = String(text).split(': ');
    return {
      type,
      status: met,
      reason,
      message: message.join(': '),
      lastHeartbeatTime: 'now-1m',
      lastTransitionTime: Object.hasOwn(given, type) ? 'now-8m' : 'now-40d',
    };
  });
  const arch = isFields(labels) ? labels['kubernetes.io/arch'] : undefined;
  return objectOf(
    entry,
    {
      spec,
      status: merged(
        {
          capacity,
          allocatable: capacity,
          conditions: all,
          addresses: [{ type: 'Hostname', address: entry.name }],
          nodeInfo: {
            architecture: arch ?? 'amd64',
            operatingSystem: 'linux',
            kubeletVersion: 'v1.34.2',
            containerRuntimeVersion: 'containerd://2.1.4',
          },
        },
        status,
      ),
    },
    {
      labels: merged(
        {
          'kubernetes.io/hostname': entry.name,
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/os': 'linux',
        },
        labels,
      ),
    },
  );
}

const healthy = {
  MemoryPressure: 'False: KubeletHasSufficientMemory: kubelet has sufficient memory available',
  DiskPressure: 'False: KubeletHasNoDiskPressure: kubelet has no disk pressure',
  PIDPressure: 'False: KubeletHasSufficientPID: kubelet has sufficient PID available',
  Ready: 'True: KubeletReady: kubelet is posting ready status',
};
