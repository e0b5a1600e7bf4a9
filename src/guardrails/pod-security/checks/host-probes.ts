import type { JudgePod, PodCheck } from '../check.ts';
import { containersOf, type HandlerHosts, type PodContainer } from '../pod.ts';
import { containersText, plural, quoted, sortedSet } from '../wording.ts';

function hostsOf(container: PodContainer): readonly string[] {
  const handlers: readonly HandlerHosts[] = [
    container.livenessProbe,
    container.readinessProbe,
    container.startupProbe,
    container.lifecycle?.postStart,
    container.lifecycle?.preStop,
  ];
  return handlers
    .filter((handler) => handler !== undefined)
    .flatMap(({ httpGet, tcpSocket }) => [httpGet?.host ?? '', tcpSocket?.host ?? ''])
    .filter((host) => host !== '');
}

const noHost: JudgePod = (pod) => {
  const containers = containersOf(pod).filter((container) => hostsOf(container).length > 0);
  if (containers.length === 0) return undefined;
  const names = sortedSet(containers.map((container) => container.name));
  const hosts = sortedSet(containers.flatMap(hostsOf));
  return {
    reason: 'probe or lifecycle host',
    detail: `${containersText(names)} ${plural('uses', 'use', names.length)} ${plural('probe or lifecycle host', 'probe or lifecycle hosts', hosts.length)} ${quoted(hosts)}`,
  };
};

export const hostProbesAndHostLifecycle: PodCheck = {
  id: 'hostProbesAndHostLifecycle',
  level: 'baseline',
  versions: [{ since: 34, judge: noHost }],
};
