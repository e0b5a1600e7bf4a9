import type { JudgePod, PodCheck } from '../check.ts';
import { containersOf, type PodContainer } from '../pod.ts';
import { containersText, quoted, sortedSet } from '../wording.ts';

/** The default set of container runtimes without NET_RAW. */
const allowed: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

function forbiddenOf(container: PodContainer): readonly string[] {
  return (container.securityContext?.capabilities?.add ?? []).filter((name) => !allowed.has(name));
}

const onlyDefaultSet: JudgePod = (pod) => {
  const containers = containersOf(pod).filter((container) => forbiddenOf(container).length > 0);
  if (containers.length === 0) return undefined;
  const names = containers.map((container) => container.name);
  return {
    reason: 'non-default capabilities',
    detail: `${containersText(names)} must not include ${quoted(sortedSet(containers.flatMap(forbiddenOf)))} in securityContext.capabilities.add`,
  };
};

export const capabilitiesBaseline: PodCheck = {
  id: 'capabilities_baseline',
  level: 'baseline',
  versions: [{ since: 0, judge: onlyDefaultSet }],
};
