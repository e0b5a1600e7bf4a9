import type { ObjectRef } from '../domain/objects.ts';
import { type Kind, kindNamed } from './kinds.ts';
import { KubectlRefusal, shown } from './kubectl-refusal.ts';

/** More than these in one command line is a sweep, not a fix. */
const mostTargets = 20;

// A path segment that kubectl would send as it stands; colons occur in the names of roles.
const objectName = /^[a-z0-9]([a-z0-9:._-]{0,251}[a-z0-9])?$/u;

/** The objects that the positional words name: `KIND NAME…` or `KIND/NAME…`, all of one kind. */
export function readTargets(words: readonly string[], namespace: string): readonly ObjectRef[] {
  const [first, ...rest] = words;
  if (first === undefined) throw missing('no object is named');
  if (!words.some((word) => word.includes('/'))) return targetsOf(kindNamed(first), rest, namespace);
  const pairs = words.map(splitPair);
  const kinds = pairs.map(([kind]) => kindNamed(kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.some((other) => other !== kind)) {
    throw new KubectlRefusal(
      'kubectl.several-targets',
      'objects of several kinds are named',
      'one at a time',
    );
  }
  return targetsOf(
    kind,
    pairs.map(([, name]) => name),
    namespace,
  );
}

export function targetsOf(kind: Kind, names: readonly string[], namespace: string): readonly ObjectRef[] {
  if (names.length === 0) {
    throw missing(`no ${kind.kind} is named, and kubectl would take none or all of them`);
  }
  if (names.length > mostTargets) {
    const message = `more than ${mostTargets} objects are named`;
    throw new KubectlRefusal('kubectl.several-targets', message, 'name fewer objects at a time');
  }
  if (new Set(names).size < names.length) {
    throw new KubectlRefusal('kubectl.several-targets', 'an object is named twice', 'name it once');
  }
  const { apiVersion } = kind;
  return names.map((name) => ({
    apiVersion,
    kind: kind.kind,
    ...(kind.namespaced ? { namespace } : {}),
    name: checkName(name),
  }));
}

/** The same word, where it can be an object's name. */
export function checkName(name: string): string {
  if (objectName.test(name)) return name;
  throw new KubectlRefusal('kubectl.bad-name', `${shown(name)} cannot be the name of an object`);
}

export function splitPair(word: string): readonly [kind: string, name: string] {
  const [kind = '', name = '', ...more] = word.split('/');
  if (kind !== '' && name !== '' && more.length === 0) return [kind, name];
  const message = `${shown(word)} is not KIND/NAME`;
  throw new KubectlRefusal('kubectl.arguments', message, 'write every object as KIND/NAME');
}

function missing(message: string): KubectlRefusal {
  return new KubectlRefusal('kubectl.target-missing', message, 'name the object');
}
