import type { JudgePod, PodCheck } from '../check.ts';
import { containersOf, type SeLinuxOptions } from '../pod.ts';
import { plural, quoted, setters, sortedSet } from '../wording.ts';

const typesSince0 = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
const typesSince31 = [...typesSince0, 'container_engine_t'];

function onlyTypes(allowed: readonly string[]): JudgePod {
  const isForbidden = (options: SeLinuxOptions | undefined): options is SeLinuxOptions =>
    options !== undefined && (!allowed.includes(options.type) || options.user !== '' || options.role !== '');

  return (pod) => {
    const podOptions = pod.spec.securityContext?.seLinuxOptions;
    const containers = containersOf(pod).filter((one) => isForbidden(one.securityContext?.seLinuxOptions));
    const bad = [podOptions, ...containers.map((one) => one.securityContext?.seLinuxOptions)].filter(
      isForbidden,
    );
    if (bad.length === 0) return undefined;

    const types = sortedSet(bad.map((options) => options.type).filter((type) => !allowed.includes(type)));
    const problems = [
      ...(types.length > 0 ? [`${plural('type', 'types', types.length)} ${quoted(types)}`] : []),
      ...(bad.some((options) => options.user !== '') ? ['user may not be set'] : []),
      ...(bad.some((options) => options.role !== '') ? ['role may not be set'] : []),
    ];
    const who = setters(
      isForbidden(podOptions),
      containers.map((one) => one.name),
    );
    return {
      reason: 'seLinuxOptions',
      detail: `${who} set forbidden securityContext.seLinuxOptions: ${problems.join('; ')}`,
    };
  };
}

export const seLinuxOptions: PodCheck = {
  id: 'seLinuxOptions',
  level: 'baseline',
  versions: [
    { since: 0, judge: onlyTypes(typesSince0) },
    { since: 31, judge: onlyTypes(typesSince31) },
  ],
};
