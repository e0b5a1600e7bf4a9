import { listAt, numberAt, textAt } from '../../domain/fields.ts';
import { templatesOf, type Workload } from '../workloads/workload.ts';

export interface ContainerPort {
  readonly name: string | undefined;
  readonly number: number;
  readonly protocol: string;
}

export interface Container {
  /** The image without tag and digest. */
  readonly repository: string;
  readonly ports: readonly ContainerPort[];
  /** Command and arguments as one text, to compare. */
  readonly commandLine: string;
}

/** The containers of every template of a workload, restartable init containers (sidecars) included. */
export function containersOf(workload: Workload): readonly Container[] {
  return templatesOf(workload).flatMap(({ spec }) => [
    ...listAt(spec, 'containers').map(container),
    ...listAt(spec, 'initContainers')
      .filter((init) => textAt(init, 'restartPolicy') === 'Always')
      .map(container),
  ]);
}

function container(raw: unknown): Container {
  return {
    repository: repositoryOf(textAt(raw, 'image') ?? ''),
    ports: listAt(raw, 'ports').map((port) => ({
      name: textAt(port, 'name'),
      number: numberAt(port, 'containerPort') ?? 0,
      protocol: textAt(port, 'protocol') ?? 'TCP',
    })),
    commandLine: JSON.stringify([listAt(raw, 'command'), listAt(raw, 'args')]),
  };
}

/** `registry:5000/team/web:1.2@sha256:…` → `registry:5000/team/web`. */
function repositoryOf(image: string): string {
  const [name = ''] = image.split('@');
  return name.replace(/:[^:/]*$/u, '');
}
