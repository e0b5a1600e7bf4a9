import { badValue, toggle, value } from './arguments.ts';
import {
  actionsOn,
  cascadeFlag,
  type Command,
  printFlags,
  readPairs,
  splitPairs,
  waitFlags,
  wrongArguments,
} from './command.ts';
import { kindNamed } from './kinds.ts';
import { KubectlRefusal } from './kubectl-refusal.ts';
import { type Change, mapJsonPatch, mapMergePatch } from './map-patch.ts';
import { parsePatchText } from './patch-text.ts';
import { checkName, readTargets, splitPair, targetsOf } from './targets.ts';

export const scale: Command = {
  flags: [value('replicas'), value('timeout'), ...printFlags],
  read({ words, flags }, context) {
    const replicas = wholeNumber('replicas', flags.get('replicas'));
    if (replicas === undefined) throw badValue('replicas', 'has to be given');
    const change = { action: 'scale-workload', params: { replicas } };
    return actionsOn(readTargets(words, context.namespace), [change], context);
  },
};

export const rolloutRestart: Command = {
  flags: printFlags,
  read: ({ words }, context) =>
    actionsOn(readTargets(words, context.namespace), [{ action: 'restart-workload', params: {} }], context),
};

export const rolloutUndo: Command = {
  flags: [value('to-revision'), ...printFlags],
  read({ words, flags }, context) {
    const toRevision = wholeNumber('to-revision', flags.get('to-revision')) ?? 0;
    // Revision 0 is kubectl's word for the one before.
    const change = { action: 'rollback-workload', params: toRevision === 0 ? {} : { toRevision } };
    return actionsOn(readTargets(words, context.namespace), [change], context);
  },
};

const deletions: Readonly<Record<string, string>> = { Pod: 'delete-pod', Job: 'delete-job' };

export const remove: Command = {
  flags: [...waitFlags, cascadeFlag, value('output', 'o')],
  read({ words, flags }, context) {
    const targets = readTargets(words, context.namespace);
    const kind = targets[0]?.kind ?? '';
    const action = Object.hasOwn(deletions, kind) ? deletions[kind] : undefined;
    if (action === undefined) {
      const message = `no action deletes a ${kind}`;
      throw new KubectlRefusal('kubectl.not-in-catalogue', message, 'Pods and Jobs can be deleted');
    }
    const cascade = flags.get('cascade') ?? '';
    if (!['', 'background', 'true'].includes(cascade)) {
      throw badValue('cascade', 'other than background would leave dependents, or wait for them');
    }
    return actionsOn(targets, [{ action, params: {} }], context);
  },
};

export const createJob: Command = {
  flags: [value('from'), ...printFlags],
  read({ words, flags }, context) {
    const from = flags.get('from');
    if (from === undefined) {
      const message = 'a Job is created from a CronJob alone';
      throw new KubectlRefusal('kubectl.not-in-catalogue', message, 'use --from=cronjob/NAME');
    }
    const [name, ...more] = words;
    if (name === undefined || more.length > 0) throw wrongArguments('one name for the new Job is needed');
    checkName(name);
    const [kind, source] = splitPair(from);
    const cronJob = kindNamed(kind);
    if (cronJob.kind !== 'CronJob') throw badValue('from', 'has to name a CronJob');
    return actionsOn(
      targetsOf(cronJob, [source], context.namespace),
      [{ action: 'run-cronjob', params: {} }],
      context,
    );
  },
};

export const label: Command = {
  flags: [toggle('overwrite'), ...printFlags],
  read({ words }, context) {
    const { objects, pairs } = splitPairs(words);
    const labels = [...readPairs(pairs)].map(([key, text]) => [key, text ?? null] as const);
    const change = { action: 'set-labels', params: { labels: Object.fromEntries(labels) } };
    return actionsOn(readTargets(objects, context.namespace), [change], context);
  },
};

export const patch: Command = {
  flags: [value('patch', 'p'), value('type'), ...printFlags],
  read({ words, flags }, context) {
    const text = flags.get('patch');
    if (text === undefined) throw badValue('patch', 'has to be given');
    const targets = readTargets(words, context.namespace);
    const change = mapPatch(targets[0]?.kind ?? '', flags.get('type') ?? 'strategic', text);
    return actionsOn(targets, [change], context);
  },
};

function mapPatch(kind: string, type: string, text: string): Change {
  switch (type) {
    case 'json':
      return mapJsonPatch(parsePatchText(text));
    case 'merge':
    case 'strategic':
      return mapMergePatch(kind, parsePatchText(text));
    default:
      throw badValue('type', 'is one of json, merge and strategic');
  }
}

export const cordon = schedulability(true);
export const uncordon = schedulability(false);

function schedulability(unschedulable: boolean): Command {
  const node = kindNamed('node');
  return {
    flags: [],
    read({ words }, context) {
      const names = words.map((word) => {
        if (!word.includes('/')) return word;
        const [kind, name] = splitPair(word);
        if (kindNamed(kind) === node) return name;
        throw new KubectlRefusal('kubectl.arguments', 'only Nodes can be cordoned', 'name a Node');
      });
      const change = { action: 'cordon-node', params: { unschedulable } };
      return actionsOn(targetsOf(node, names, context.namespace), [change], context);
    },
  };
}

/** A whole number without a sign; undefined where the flag is not there. */
function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]{1,9}$/u.test(text)) return Number(text);
  throw badValue(name, 'is a whole number');
}
