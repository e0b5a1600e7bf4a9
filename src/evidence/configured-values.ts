import { field, listAt, textAt, textMapAt } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { podTemplate } from './views/workload-view.ts';

/** A value that a container is configured with, and what it is called: a variable, a flag, a file. */
export interface Configured {
  readonly name: string;
  readonly value: string;
}

/** Later definitions win over earlier ones, and `env` over `envFrom`: the kubelet's order. */
export function variablesOf(
  container: unknown,
  configMaps: readonly KubernetesObject[],
): readonly Configured[] {
  const sourced = listAt(container, 'envFrom').flatMap((source): readonly Configured[] => {
    const prefix = textAt(source, 'prefix') ?? '';
    const data = dataOf(textAt(source, 'configMapRef', 'name'), configMaps);
    return Object.entries(data).map(([key, value]) => ({ name: `${prefix}${key}`, value }));
  });
  const own = listAt(container, 'env').flatMap((entry): readonly Configured[] => {
    const name = textAt(entry, 'name');
    const key = textAt(entry, 'valueFrom', 'configMapKeyRef', 'key') ?? '';
    const value =
      textAt(entry, 'value') ??
      dataOf(textAt(entry, 'valueFrom', 'configMapKeyRef', 'name'), configMaps)[key];
    return name === undefined || value === undefined ? [] : [{ name, value }];
  });
  return [...new Map([...sourced, ...own].map((one) => [one.name, one])).values()];
}

/** `--redis-host=redis` and `--redis-host redis` say by their flag what they hold. */
export function wordsOf(container: unknown): readonly Configured[] {
  const words = [...listAt(container, 'command'), ...listAt(container, 'args')].filter(
    (word) => typeof word === 'string',
  );
  return words.map((word, index) => {
    const [, flag, value] = /^--?(?<flag>[\w.-]+)=(?<value>[^]*)$/u.exec(word) ?? [];
    if (flag !== undefined && value !== undefined) return { name: flag, value };
    const before = /^--(?<flag>[\w.-]+)$/u.exec(words[index - 1] ?? '')?.groups?.['flag'];
    return { name: before ?? '', value: word };
  });
}

export function filesOf(
  container: unknown,
  spec: unknown,
  configMaps: readonly KubernetesObject[],
): readonly Configured[] {
  const mounted = new Set(listAt(container, 'volumeMounts').map((mount) => textAt(mount, 'name')));
  return listAt(spec, 'volumes')
    .filter((volume) => mounted.has(textAt(volume, 'name')))
    .flatMap((volume) => Object.entries(dataOf(textAt(volume, 'configMap', 'name'), configMaps)))
    .map(([key, value]) => ({ name: `file ${key}`, value }));
}

function dataOf(
  name: string | undefined,
  configMaps: readonly KubernetesObject[],
): Readonly<Record<string, string>> {
  const found = configMaps.find(({ metadata }) => metadata.name === name);
  return found === undefined ? {} : textMapAt(found, 'data');
}

/** The ConfigMaps that a workload's template takes variables or files from. */
export function configMapNames(workload: KubernetesObject): readonly string[] {
  const spec = field(podTemplate(workload), 'spec');
  const containers = [...listAt(spec, 'initContainers'), ...listAt(spec, 'containers')];
  const names = [
    ...containers.flatMap((container) => [
      ...listAt(container, 'env').map((entry) => textAt(entry, 'valueFrom', 'configMapKeyRef', 'name')),
      ...listAt(container, 'envFrom').map((source) => textAt(source, 'configMapRef', 'name')),
    ]),
    ...listAt(spec, 'volumes').map((volume) => textAt(volume, 'configMap', 'name')),
  ];
  return [...new Set(names.filter((name) => name !== undefined))];
}
