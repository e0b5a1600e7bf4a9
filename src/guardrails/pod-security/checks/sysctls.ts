import type { JudgePod, PodCheck } from '../check.ts';

const since0 = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
];
const since27 = [...since0, 'net.ipv4.ip_local_reserved_ports'];
const since29 = [
  ...since27,
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
];
const since32 = [...since29, 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'];

function onlySafe(allowed: readonly string[]): JudgePod {
  return (pod) => {
    const names = (pod.spec.securityContext?.sysctls ?? []).map((sysctl) => sysctl.name);
    const forbidden = names.filter((name) => !allowed.includes(name));
    return forbidden.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: forbidden.join(', ') };
  };
}

export const sysctls: PodCheck = {
  id: 'sysctls',
  level: 'baseline',
  versions: [
    { since: 0, judge: onlySafe(since0) },
    { since: 27, judge: onlySafe(since27) },
    { since: 29, judge: onlySafe(since29) },
    { since: 32, judge: onlySafe(since32) },
  ],
};
