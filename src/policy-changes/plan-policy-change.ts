import { isDeepStrictEqual } from 'node:util';
import { posix } from 'node:path';
import type { PlannedChange, PlannedPullRequest } from '../actions/action-type.ts';
import type { FieldChange, ManifestEdit } from '../domain/manifest-edit.ts';
import {
  bareRefOf,
  groupOf,
  type KubernetesObject,
  type ObjectRef,
  refKey,
  refOf,
  refText,
} from '../domain/objects.ts';
import type { PullRequestAsk } from '../domain/pull-request.ts';
import type { Verdict } from '../domain/verdict.ts';
import { policiesOf } from '../guardrails/policies/load-policies.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import { PolicyError } from '../guardrails/policies/policy-error.ts';
import { editedFiles, type FileSources } from '../pull-requests/edited-files.ts';
import { fileDiff } from '../pull-requests/file-diff.ts';
import { isProblem, problem, type PullRequestProblem } from '../pull-requests/problem.ts';
import { withFields } from '../pull-requests/with-fields.ts';
import { wordsProblem } from '../pull-requests/words.ts';
import { type Addition, documentsIn, lists, type PolicyFiles, policyFilesIn } from './policy-files.ts';
import type { PolicyRepository } from './policy-repository.ts';

/** The policies' own tests on the policies as they are and as they would be: the dry-run of a change of them. */
export type Rehearse = (files: PolicyFiles, base: Policies, head: Policies) => Promise<Verdict>;

/** Absent wherever no person has asked for the change: no model gets to propose one. */
export interface PolicyChangeSources {
  readonly repository: PolicyRepository;
  readonly rehearse: Rehearse;
}

const labels = ['firebreak'];
const inverse = { irreversible: 'close the pull request, or revert its merge' } as const;

/** Whether a pull request is about the policies and not about what runs in the cluster. */
export function isPolicyChange({ edits }: Pick<PullRequestAsk, 'edits'>): boolean {
  return edits.some(({ change }) => isPolicy(change.object));
}

export function isPolicy({ apiVersion }: Pick<ObjectRef, 'apiVersion'>): boolean {
  return groupOf(apiVersion) === 'firebreak.dev';
}

/**
 * Plans a change of the policies. It adds a deny rule or a failure pattern and nothing else, whatever was asked: the
 * policies before and after are loaded and held against each other. Throws `RepositoryError`.
 */
export async function planPolicyChange(
  ask: PullRequestAsk,
  target: ObjectRef,
  { repository: allowed, rehearse }: PolicyChangeSources,
  sources: FileSources,
): Promise<PlannedPullRequest | PullRequestProblem> {
  const [edit] = ask.edits;
  const refused = edit === undefined ? undefined : refusalOf(ask, edit, target, allowed);
  if (edit === undefined || refused !== undefined) {
    return refused ?? problem('action.invalid', 'there is nothing to change');
  }
  const { repository, base, title, body } = ask;
  const files = await policyFilesIn(await sources.reader.tree(repository, base), allowed.folder);
  if (isProblem(files)) return files;
  const name = posix.basename(edit.path);
  const before = documentOf(files, name, edit.change.object);
  if (before === undefined) {
    return problem(
      'pull-request.not-in-manifest',
      `${edit.path} does not hold ${refText(edit.change.object)}.`,
    );
  }
  const edited = await editedFiles(
    ask,
    () => before,
    () => undefined,
    sources,
  );
  if (isProblem(edited)) return edited;
  const [file] = edited.files;
  const texts = files.policies.map((each) =>
    each.name === name ? { name, text: file?.content ?? '' } : each,
  );
  const policies = loaded({ base: files.policies, head: texts }, allowed.folder);
  if (isProblem(policies)) return policies;
  if (widens(policies.base, policies.head)) return widening();
  const merged = mergedChange(before, edit.change);
  if (isProblem(merged)) return merged;
  const { branch, reviewers, changes } = edited;
  return {
    request: {
      verb: 'open-pull-request',
      target,
      pullRequest: {
        repository,
        base,
        branch,
        title,
        body,
        files: edited.files,
        labels,
        reviewers,
        draft: allowed.draft === true,
      },
      fields: [edit.change],
    },
    inverse,
    risk: 'medium',
    diff: fileDiff(changes),
    merged: [merged],
    rehearsal: await rehearse(files, policies.base, policies.head),
  };
}

function refusalOf(
  { repository, base, edits, title, body }: PullRequestAsk,
  { path, change }: ManifestEdit,
  target: ObjectRef,
  allowed: PolicyRepository,
): PullRequestProblem | undefined {
  const isThere =
    repository.toLowerCase() === allowed.repository.toLowerCase() &&
    base === allowed.base &&
    posix.dirname(path) === allowed.folder &&
    /\.ya?ml$/u.test(path);
  if (!isThere) {
    return problem(
      'pull-request.not-allowed',
      `${path} of ${repository} on ${base} is no file of the configured policies`,
    );
  }
  if (edits.length !== 1 || !isAddition(change)) return widening();
  if (refKey(change.object) !== refKey(target)) {
    return problem('action.invalid', `no edit is about the target, ${refText(target)}`);
  }
  return wordsProblem(title) ?? wordsProblem(body);
}

function isAddition({ object, field, value }: FieldChange): boolean {
  if (!isPolicy(object) || !Object.hasOwn(lists, object.kind) || field !== lists[object.kind as Addition]) {
    return false;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return object.kind !== 'ActionPolicy' || ('effect' in value && value['effect'] === 'deny');
}

function widening(): PullRequestProblem {
  return problem(
    'policy-change.widens',
    'A pull request of ours adds one deny rule or one failure pattern to the policies, and changes nothing else.',
  );
}

function documentOf({ policies }: PolicyFiles, name: string, ref: ObjectRef): KubernetesObject | undefined {
  const file = policies.find((each) => each.name === name);
  return documentsIn(file?.text ?? '').find((document) => refKey(refOf(document)) === refKey(ref));
}

interface Sides<T> {
  readonly base: T;
  readonly head: T;
}

function loaded(
  { base, head }: Sides<PolicyFiles['policies']>,
  folder: string,
): Sides<Policies> | PullRequestProblem {
  try {
    return { base: policiesOf(base, folder), head: policiesOf(head, folder) };
  } catch (cause) {
    if (!(cause instanceof PolicyError)) throw cause;
    return problem('policy-change.broken', `The policies would not load: ${cause.message}`);
  }
}

/** Whether anything but deny rules and failure patterns is another, or one of those is gone. */
function widens(base: Policies, head: Policies): boolean {
  const rest = ({ rules, failurePatterns: _patterns, version: _version, ...others }: Policies) =>
    plain({ ...others, rules: rules.filter(({ effect }) => effect === 'allow') });
  const names = ({ rules, failurePatterns }: Policies) => [
    ...rules.map(({ name, effect }) => `${effect} ${name}`),
    ...failurePatterns.map(({ name }) => `pattern ${name}`),
  ];
  const after = new Set(names(head));
  return !isDeepStrictEqual(rest(base), rest(head)) || names(base).some((name) => !after.has(name));
}

/** Without the lines on which things stand, and without compiled expressions, whose text stays. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'source' ? undefined : inner)));
}

function mergedChange(before: KubernetesObject, change: FieldChange): PlannedChange | PullRequestProblem {
  const after = withFields(before, [change]);
  if (after === undefined || change.value === undefined) {
    return problem(
      'action.invalid',
      `a field of the edit is not one that ${refText(change.object)} can have`,
    );
  }
  const target = bareRefOf(before);
  const patch = [{ op: 'add', path: change.field, value: change.value } as const];
  return { before, after, request: { verb: 'patch', target, patch }, inverse, risk: 'medium' };
}
