import { at, every, sameBut, some } from './cel.ts';
import { containersChangeOnly, ownRepositories } from './container-shape.ts';
import { onlyInTemplate } from './write-shape.ts';

/** What tells versions and restarts apart on a template, and steers nothing: no mesh, agent or selector reads it. */
const versionLabels = ['app.kubernetes.io/version', 'helm.sh/chart'];
const isTime = (text: string) => `${text}.matches("^[0-9]{4}-[-0-9T:.Z]{4,30}$")`;
const isChecksum = (text: string) => `${text}.matches("^[0-9A-Fa-f]{1,128}$")`;

/**
 * What a roll-back may change where nobody sees the revisions: each container's image within its repository, and what
 * tells versions apart. Commands, variables, volumes and accounts would be as good as a new program.
 */
export const onlyRollbackFields: readonly string[] = [
  ...onlyInTemplate([], ['metadata', 'spec']),
  sameBut(...both(['metadata']), ['labels', 'annotations']),
  sameBut(...both(['metadata', 'labels']), versionLabels),
  annotationsChangeOnly(...both(['metadata', 'annotations'])),
  sameBut(...both(['spec']), ['containers', 'initContainers']),
  ...containersChangeOnly(['image']),
  ownRepositories,
];

/** A time of restart and checksums of configuration, and no other text. */
function annotationsChangeOnly(next: string, previous: string): string {
  const told = (f: string) => `${f} == "kubectl.kubernetes.io/restartedAt"`;
  const summed = (f: string) => `${f}.startsWith("checksum/")`;
  return every([
    `${next}.all(f, ${some([
      `f in ${previous} && ${next}[f] == ${previous}[f]`,
      every([told('f'), isTime(`${next}[f]`)]),
      every([summed('f'), isChecksum(`${next}[f]`)]),
    ])})`,
    `${previous}.all(f, ${some([`f in ${next}`, told('f'), summed('f')])})`,
  ]);
}

function both(path: readonly string[]): readonly [string, string] {
  return [at('variables.template', path, '{}'), at('variables.oldTemplate', path, '{}')];
}
