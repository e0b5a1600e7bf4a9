import { type Arguments, type Flag, toggle, value } from './arguments.ts';
import { type Command, printFlags } from './command.ts';
import { KubectlRefusal } from './kubectl-refusal.ts';

const selecting: readonly Flag[] = [
  toggle('all-namespaces', 'A'),
  value('selector', 'l'),
  value('field-selector'),
  value('chunk-size'),
];
const listing: readonly Flag[] = [toggle('no-headers'), value('sort-by')];

export const get = readingObjects([
  ...selecting,
  ...listing,
  ...printFlags,
  toggle('watch', 'w'),
  toggle('watch-only'),
  toggle('output-watch-events'),
  toggle('ignore-not-found'),
  toggle('show-labels'),
  toggle('show-kind'),
  toggle('server-print'),
  toggle('allow-missing-template-keys'),
  value('label-columns', 'L'),
  value('subresource'),
]);
export const describe = readingObjects([...selecting, toggle('show-events')]);
export const logs = reading([
  value('selector', 'l'),
  toggle('follow', 'f'),
  toggle('previous', 'p'),
  toggle('timestamps'),
  toggle('all-containers'),
  toggle('all-pods'),
  toggle('ignore-errors'),
  toggle('prefix'),
  value('container', 'c'),
  value('tail'),
  value('since'),
  value('since-time'),
  value('limit-bytes'),
  value('max-log-requests'),
  value('pod-running-timeout'),
]);
export const top = reading([
  ...selecting,
  ...listing,
  toggle('containers'),
  toggle('sum'),
  toggle('show-capacity'),
  toggle('show-swap'),
  toggle('use-protocol-buffers'),
]);
export const events = reading([
  toggle('all-namespaces', 'A'),
  toggle('no-headers'),
  toggle('watch', 'w'),
  value('chunk-size'),
  value('for'),
  value('types'),
  value('output', 'o'),
]);
export const explain = reading([toggle('recursive', 'R'), value('api-version'), value('output', 'o')]);
export const apiResources = reading([
  ...listing,
  value('output', 'o'),
  value('api-group'),
  value('categories'),
  value('verbs'),
  toggle('namespaced'),
  toggle('cached'),
]);
export const apiVersions = reading([]);
export const version = reading([value('output', 'o'), toggle('client')]);
export const clusterInfo = reading([]);
export const rolloutStatus = reading([
  value('revision'),
  value('timeout'),
  toggle('watch', 'w'),
  value('selector', 'l'),
]);
export const rolloutHistory = reading([value('revision'), value('selector', 'l'), ...printFlags]);
export const authCanI = reading([
  toggle('all-namespaces', 'A'),
  toggle('list'),
  toggle('no-headers'),
  toggle('quiet', 'q'),
  value('subresource'),
]);
export const authWhoAmI = reading([value('output', 'o')]);
export const wait = readingObjects([
  ...selecting,
  toggle('all'),
  value('for'),
  value('timeout'),
  value('output', 'o'),
]);

const secret = /(^|,)secrets?([./,]|$)/iu;
const file = /-file(=|$)/u;

/** A command that only reads, and prints to nothing but its output. */
function reading(flags: readonly Flag[]): Command {
  return {
    flags,
    read(given) {
      refuseFiles(given);
      return [];
    },
  };
}

/** A command that shows whole objects: of any kind but Secrets. */
function readingObjects(flags: readonly Flag[]): Command {
  return {
    flags,
    read(given) {
      refuseFiles(given);
      refuseSecrets(given);
      return [];
    },
  };
}

function refuseFiles({ flags }: Arguments): void {
  if (file.test(flags.get('output') ?? '')) {
    throw new KubectlRefusal('kubectl.files', '--output names a file', 'write the template itself');
  }
}

function refuseSecrets({ words }: Arguments): void {
  if (!words.some((word) => secret.test(word))) return;
  throw new KubectlRefusal('kubectl.secret-read', 'Secrets are not read', 'events show that one is missing');
}
