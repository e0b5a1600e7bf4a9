import * as changing from './changing-commands.ts';
import type { Command } from './command.ts';
import { KubectlRefusal, type KubectlReason, shown } from './kubectl-refusal.ts';
import * as reading from './reading-commands.ts';
import * as set from './set-commands.ts';

type Subcommands = ReadonlyMap<string, Command>;

/** The grammar: every verb that is read, by its subcommand where it has some. */
const verbs: ReadonlyMap<string, Command | Subcommands> = new Map<string, Command | Subcommands>([
  ['get', reading.get],
  ['describe', reading.describe],
  ['logs', reading.logs],
  ['top', subcommands({ node: reading.top, nodes: reading.top, pod: reading.top, pods: reading.top })],
  ['events', reading.events],
  ['explain', reading.explain],
  ['api-resources', reading.apiResources],
  ['api-versions', reading.apiVersions],
  ['version', reading.version],
  ['cluster-info', reading.clusterInfo],
  ['wait', reading.wait],
  ['auth', subcommands({ 'can-i': reading.authCanI, whoami: reading.authWhoAmI })],
  [
    'rollout',
    subcommands({
      status: reading.rolloutStatus,
      history: reading.rolloutHistory,
      restart: changing.rolloutRestart,
      undo: changing.rolloutUndo,
    }),
  ],
  ['scale', changing.scale],
  ['delete', changing.remove],
  ['create', subcommands({ job: changing.createJob })],
  ['label', changing.label],
  ['patch', changing.patch],
  ['cordon', changing.cordon],
  ['uncordon', changing.uncordon],
  [
    'set',
    subcommands({
      resources: set.setResources,
      image: set.setImage,
      env: set.setEnv,
      selector: set.setSelector,
    }),
  ],
]);

function subcommands(commands: Readonly<Record<string, Command>>): Subcommands {
  return new Map(Object.entries(commands));
}

interface RefusedVerbs {
  readonly reason: KubectlReason;
  readonly verbs: readonly string[];
  readonly why: string;
}

const refused: readonly RefusedVerbs[] = [
  {
    reason: 'kubectl.forbidden-verb',
    verbs: ['exec', 'attach', 'debug', 'run', 'cp'],
    why: 'runs or copies something inside a container',
  },
  {
    reason: 'kubectl.forbidden-verb',
    verbs: ['port-forward', 'proxy'],
    why: 'opens a connection into the cluster',
  },
  { reason: 'kubectl.forbidden-verb', verbs: ['edit'], why: 'opens an editor' },
  { reason: 'kubectl.forbidden-verb', verbs: ['config', 'kuberc'], why: 'is about credentials and contexts' },
  { reason: 'kubectl.forbidden-verb', verbs: ['plugin'], why: 'is about programs outside kubectl' },
  {
    reason: 'kubectl.unknown-verb',
    verbs: ['alpha', 'completion', 'help', 'options'],
    why: 'is not of the grammar',
  },
  {
    reason: 'kubectl.files',
    verbs: ['apply', 'replace', 'diff', 'kustomize', 'convert'],
    why: 'works on files, URLs or standard input',
  },
  {
    reason: 'kubectl.not-in-catalogue',
    verbs: ['annotate', 'autoscale', 'certificate', 'drain', 'expose', 'taint'],
    why: 'makes a change that no action is for',
  },
];

/** A verb's command, or its subcommands. Throws `KubectlRefusal` for a verb that is not of the grammar. */
export function findVerb(verb: string | undefined): Command | Subcommands {
  if (verb === undefined) throw new KubectlRefusal('kubectl.unknown-verb', 'the command line has no verb');
  const found = verbs.get(verb);
  if (found !== undefined) return found;
  const group = refused.find((each) => each.verbs.includes(verb));
  if (group !== undefined) throw new KubectlRefusal(group.reason, `kubectl ${verb} ${group.why}`);
  const message = `${shown(verb)} is no verb of kubectl's own; a plugin could answer to it`;
  throw new KubectlRefusal('kubectl.unknown-verb', message);
}

export function findSubcommand(known: Subcommands, name: string | undefined): Command {
  const command = known.get(name ?? '');
  if (command !== undefined) return command;
  const message =
    name === undefined
      ? 'the verb needs a subcommand'
      : `the subcommand ${shown(name)} is not of the grammar`;
  throw new KubectlRefusal('kubectl.not-in-catalogue', message, `one of ${[...known.keys()].join(', ')}`);
}
