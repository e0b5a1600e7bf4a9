import { type Command, InvalidArgumentError } from 'commander';
import type { Subject, Subjects } from '../rbac/manifests.ts';

/** Which policies, and for whom: what both of `firebreak policy rbac` and `firebreak policy admission` take. */
export interface IdentityOptions extends Subjects {
  readonly policies?: string;
}

const planner = { kind: 'ServiceAccount', namespace: 'firebreak', name: 'firebreak-planner' } as const;
const executor = { ...planner, name: 'firebreak-executor' } as const;

export function addIdentityOptions(command: Command, path: (text: string) => string): Command {
  return command
    .option('--policies <folder>', 'the packaged ones unless given', path)
    .option(
      '--planner <subject>',
      'a service account as namespace/name, or user:NAME',
      subjectOption,
      planner,
    )
    .option('--executor <subject>', 'the same for the executor', subjectOption, executor);
}

/** `namespace/name` of a service account, or `user:NAME`. */
function subjectOption(text: string): Subject {
  const user = /^user:(?<name>.+)$/u.exec(text)?.groups?.['name'];
  if (user !== undefined) return { kind: 'User', name: user };
  const [namespace, name, ...more] = text.split('/');
  if (!namespace || !name || more.length > 0)
    throw new InvalidArgumentError('a service account as namespace/name, or user:NAME.');
  return { kind: 'ServiceAccount', namespace, name };
}
