import type { Json } from '../domain/objects.ts';
import { badValue, value } from './arguments.ts';
import { actionsOn, type Command, printFlags, readPairs, splitPairs, wrongArguments } from './command.ts';
import { KubectlRefusal, shown } from './kubectl-refusal.ts';
import { readTargets } from './targets.ts';

const dnsLabel = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/u;
const envName = /^[A-Za-z_.-][A-Za-z0-9_.-]*$/u;
const resourceName = /^[a-z0-9./-]+$/u;
const containersFlag = value('containers', 'c');

export const setResources: Command = {
  flags: [containersFlag, value('requests'), value('limits'), ...printFlags],
  read({ words, flags }, context) {
    const container = oneContainer(flags.get('containers'));
    const requests = amounts('requests', flags.get('requests'));
    const limits = amounts('limits', flags.get('limits'));
    if (requests === undefined && limits === undefined) {
      throw wrongArguments('neither requests nor limits are given');
    }
    const params = {
      container,
      ...(requests === undefined ? {} : { requests }),
      ...(limits === undefined ? {} : { limits }),
    };
    return actionsOn(readTargets(words, context.namespace), [{ action: 'set-resources', params }], context);
  },
};

/** `cpu=200m,memory=512Mi`. `0` is how kubectl takes a request or limit off. */
function amounts(flag: string, text: string | undefined): Readonly<Record<string, Json>> | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(',').map((part) => part.split('='));
  const read = new Map<string, string | null>();
  for (const [name = '', quantity = '', ...more] of parts) {
    if (!resourceName.test(name) || quantity === '' || more.length > 0 || read.has(name)) {
      throw badValue(flag, 'is a list such as cpu=200m,memory=512Mi');
    }
    read.set(name, quantity === '0' ? null : quantity);
  }
  return Object.fromEntries(read);
}

export const setImage: Command = {
  flags: printFlags,
  read({ words }, context) {
    const { objects, pairs } = splitPairs(words);
    const changes = [...readPairs(pairs)].map(([container, image = '']) => {
      if (image === '') throw wrongArguments('an image is given as CONTAINER=IMAGE');
      return { action: 'set-image', params: { container: oneContainer(container), image } };
    });
    return actionsOn(readTargets(objects, context.namespace), changes, context);
  },
};

export const setEnv: Command = {
  flags: [containersFlag, ...printFlags],
  read({ words, flags }, context) {
    const container = oneContainer(flags.get('containers'));
    const { objects, pairs } = splitPairs(words);
    const changes = [...readPairs(pairs)].map(([name, text]) => {
      if (!envName.test(name)) throw wrongArguments(`${shown(name)} is not the name of a variable`);
      return { action: 'set-env', params: { container, name, value: text ?? null } };
    });
    return actionsOn(readTargets(objects, context.namespace), changes, context);
  },
};

/**
 * `kubectl set selector` replaces the selector whole, while the action `patch-service-selector` merges: what it would
 * keep, the command takes away. So it is the JSON Patch that the command means.
 */
export const setSelector: Command = {
  flags: printFlags,
  read({ words }, context) {
    const expression = words.at(-1) ?? '';
    const selector = readPairs(expression.split(',').filter((part) => part.indexOf('=') > 0));
    if (selector.size !== expression.split(',').length || /[!()\s]|==/u.test(expression)) {
      throw wrongArguments('the selector is a list such as app=web,tier=front', 'give each key one value');
    }
    const targets = readTargets(words.slice(0, -1), context.namespace);
    if (targets.some(({ kind }) => kind !== 'Service')) {
      const message = 'only the selector of a Service can be set';
      throw new KubectlRefusal('kubectl.not-in-catalogue', message, 'other selectors are immutable');
    }
    const value = Object.fromEntries([...selector].map(([key, text]) => [key, text ?? '']));
    const patch = [{ op: 'add', path: '/spec/selector', value }];
    return actionsOn(targets, [{ action: 'patch-object', params: { patch } }], context);
  },
};

/** kubectl takes every container where none is named, or what a wildcard matches; an action takes one. */
function oneContainer(name: string | undefined): string {
  if (name !== undefined && dnsLabel.test(name)) return name;
  throw new KubectlRefusal(
    'kubectl.container-missing',
    name === undefined
      ? 'without a container, every one would change'
      : `${shown(name)} is not one container`,
    'name one container',
  );
}
