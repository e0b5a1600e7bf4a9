import { exceptWindows, type JudgePod, type PodCheck } from '../check.ts';
import { containersOf, type PodContainer } from '../pod.ts';
import { containersText, quoted, sortedSet } from '../wording.ts';

function addedOf(container: PodContainer): readonly string[] {
  return (container.securityContext?.capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
}

const dropAll: JudgePod = (pod) => {
  const containers = containersOf(pod);
  const keeping = containers.filter(
    (container) => !(container.securityContext?.capabilities?.drop ?? []).includes('ALL'),
  );
  const adding = containers.filter((container) => addedOf(container).length > 0);
  const details: string[] = [];
  if (keeping.length > 0) {
    const names = keeping.map((container) => container.name);
    details.push(`${containersText(names)} must set securityContext.capabilities.drop=["ALL"]`);
  }
  if (adding.length > 0) {
    const names = adding.map((container) => container.name);
    const added = quoted(sortedSet(adding.flatMap(addedOf)));
    details.push(`${containersText(names)} must not include ${added} in securityContext.capabilities.add`);
  }
  return details.length === 0
    ? undefined
    : { reason: 'unrestricted capabilities', detail: details.join('; ') };
};

export const capabilitiesRestricted: PodCheck = {
  id: 'capabilities_restricted',
  level: 'restricted',
  versions: [
    { since: 22, judge: dropAll },
    { since: 25, judge: exceptWindows(dropAll) },
  ],
  replaces: ['capabilities_baseline'],
};
