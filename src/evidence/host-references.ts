import { field, listAt, textAt } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { filesOf, variablesOf, wordsOf } from './configured-values.ts';
import type { Host } from './hosts-in-text.ts';
import { hostsIn, hostsInText } from './hosts-in-text.ts';
import { podTemplate } from './views/workload-view.ts';

const longestFile = 20_000;

/** A host that a container is configured to talk to. Of the value that says so, nothing else is kept. */
export interface HostReference extends Host {
  readonly container: string;
  /** The environment variable, `arguments`, or `file NAME`. */
  readonly variable: string;
  /** Words of arguments and files may look like a host by chance; variables are taken at their word. */
  readonly from: 'variable' | 'arguments' | 'file';
}

/**
 * Hosts in environment variables and arguments: in URLs, as `host:port`, as `host=… port=…`, and alone in a variable
 * that says that it holds a host. `DB_PORT` beside `DB_HOST` is its port. Variables and mounted files that come from one
 * of the ConfigMaps count; references to Secrets stay unread.
 */
export function hostReferences(
  workload: KubernetesObject,
  configMaps: readonly KubernetesObject[] = [],
): readonly HostReference[] {
  const spec = field(podTemplate(workload), 'spec');
  const own = configMaps.filter(({ metadata }) => metadata.namespace === workload.metadata.namespace);
  return [...listAt(spec, 'initContainers'), ...listAt(spec, 'containers')].flatMap((container) => {
    const name = textAt(container, 'name') ?? '';
    const variables = variablesOf(container, own);
    const found = [
      ...variables.flatMap((one) => named(one.name, 'variable', hostsIn(one, variables))),
      ...wordsOf(container).flatMap((one) => named('arguments', 'arguments', hostsIn(one, variables))),
      ...filesOf(container, spec, own).flatMap(({ name: variable, value }) =>
        named(variable, 'file', hostsInText(value.slice(0, longestFile))),
      ),
    ];
    return found.map((one) => ({ container: name, ...one }));
  });
}

function named(variable: string, from: HostReference['from'], hosts: readonly Host[]) {
  return hosts.map((one) => ({ variable, from, ...one }));
}
