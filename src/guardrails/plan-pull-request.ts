import type { PlannedChange, PlannedPullRequest } from '../actions/action-type.ts';
import { type RiskTier, riskTiers } from '../domain/action.ts';
import type { ManifestEdit } from '../domain/manifest-edit.ts';
import { messageOf } from '../domain/message-of.ts';
import { namespaceOf, type ObjectRef, refKey, refText } from '../domain/objects.ts';
import type { PullRequestAsk } from '../domain/pull-request.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { isAway, RepositoryError } from '../ports/repository-host.ts';
import type { LiveObject } from '../pull-requests/edit/apply-edits.ts';
import { editedFiles, type EditedFiles, type FileSources } from '../pull-requests/edited-files.ts';
import { fileDiff } from '../pull-requests/file-diff.ts';
import { fileRefusal, objectRefusal } from '../pull-requests/file-refusal.ts';
import { byObject, mergedChange } from '../pull-requests/merged-changes.ts';
import { namespacesOf } from '../pull-requests/locate/namespaces.ts';
import { isProblem, problem, type PullRequestProblem } from '../pull-requests/problem.ts';
import type { AllowedRepository } from '../pull-requests/repositories.ts';
import { type AllowedEdits, allowsEdit } from '../pull-requests/allowed-edits.ts';
import { wordsProblem } from '../pull-requests/words.ts';
import {
  isPolicyChange,
  planPolicyChange,
  type PolicyChangeSources,
} from '../policy-changes/plan-policy-change.ts';
import { isClosed } from './allowlist/untouchable.ts';

/** What pull requests are planned with. */
export interface PullRequestSources extends FileSources {
  readonly repositories: readonly AllowedRepository[];
  /** Absent where policies are not to be changed: only what a person has asked for has it. */
  readonly policyChanges?: PolicyChangeSources;
}

/** By this label people find the pull requests that we opened. */
const label = 'firebreak';

/**
 * Reads the files that are edited and the objects that they define, and plans the exact pull request. It never throws.
 * What may not be touched is not even read. Where the repository is `unseen`, as for advice, what merging it would mean
 * is planned all the same, without the files.
 */
export async function planPullRequest(
  ask: PullRequestAsk,
  target: ObjectRef,
  cluster: ClusterReader,
  sources: PullRequestSources | 'unseen' | undefined,
): Promise<PlannedPullRequest | PullRequestProblem> {
  if (sources === undefined) {
    return problem('pull-request.not-configured', 'no repository host, or no repository, is configured');
  }
  if (isPolicyChange(ask)) return ofPolicies(ask, target, sources);
  const repositories = sources === 'unseen' ? undefined : sources.repositories;
  const refusal = refusalOf(ask, target, repositories);
  if (refusal !== undefined) return refusal;
  try {
    const merged = await mergedChanges(ask, cluster);
    if (isProblem(merged)) return merged;
    const edited = sources === 'unseen' ? noFiles : await filesOf(ask, merged, cluster, sources);
    if (isProblem(edited)) return edited;
    return plannedOf(ask, target, edited, { merged, draft: isDraft(ask, repositories) });
  } catch (cause) {
    return unread(ask, cause);
  }
}

function unread({ repository }: PullRequestAsk, cause: unknown): PullRequestProblem {
  const isHostAway = cause instanceof RepositoryError && isAway(cause);
  return problem(
    isHostAway ? 'pull-request.host-away' : 'pull-request.unreadable',
    `what ${repository} holds, or an object of it, could not be read: ${messageOf(cause)}`,
  );
}

async function ofPolicies(
  ask: PullRequestAsk,
  target: ObjectRef,
  sources: PullRequestSources | 'unseen',
): Promise<PlannedPullRequest | PullRequestProblem> {
  if (sources === 'unseen' || sources.policyChanges === undefined) {
    return problem('pull-request.not-configured', 'a change of the policies is for a person to ask for');
  }
  try {
    return await planPolicyChange(ask, target, sources.policyChanges, sources);
  } catch (cause) {
    return unread(ask, cause);
  }
}

const noFiles: EditedFiles = { branch: 'firebreak/unseen', files: [], changes: [], reviewers: [] };

function refusalOf(
  { repository, base, title, body, edits }: PullRequestAsk,
  target: ObjectRef,
  repositories: readonly AllowedEdits[] | undefined,
): PullRequestProblem | undefined {
  for (const { path, change } of edits) {
    const { object } = change;
    const closed = fileRefusal(path) ?? objectRefusal(object) ?? closedKind(object);
    if (closed !== undefined) return closed;
    if (
      repositories !== undefined &&
      allowing({ repository, base }, { path, change }, repositories).length === 0
    ) {
      const where = `${path} of ${repository} on ${base}`;
      return problem(
        'pull-request.not-allowed',
        `the configuration allows no pull request on ${where} for ${refText(object)}`,
      );
    }
  }
  if (!edits.some(({ change }) => refKey(change.object) === refKey(target))) {
    return problem('action.invalid', `no edit is about the target, ${refText(target)}`);
  }
  return wordsProblem(title) ?? wordsProblem(body);
}

/** The entries of the configuration that allow an edit. */
function allowing(
  { repository, base }: Pick<PullRequestAsk, 'repository' | 'base'>,
  { path, change }: ManifestEdit,
  repositories: readonly AllowedEdits[],
): readonly AllowedEdits[] {
  const edit = { repository, base, path, namespace: namespaceOf(change.object) };
  return repositories.filter((allowed) => allowsEdit(allowed, edit));
}

/** One entry that asks for drafts is enough: what it is about should not be merged in passing. */
function isDraft(ask: PullRequestAsk, repositories: readonly AllowedEdits[] = []): boolean {
  return ask.edits.some((edit) => allowing(ask, edit, repositories).some(({ draft }) => draft === true));
}

function closedKind(object: ObjectRef): PullRequestProblem | undefined {
  return isClosed(object)
    ? problem('allowlist.protected', `no policy can open ${object.kind} objects (${refText(object)})`)
    : undefined;
}

async function mergedChanges(
  { edits }: PullRequestAsk,
  cluster: ClusterReader,
): Promise<readonly PlannedChange[] | PullRequestProblem> {
  const merged: PlannedChange[] = [];
  for (const group of byObject(edits.map(({ change }) => change))) {
    const change = mergedChange(group, await cluster.get(group.object));
    if (isProblem(change)) return change;
    merged.push(change);
  }
  return merged;
}

async function filesOf(
  ask: PullRequestAsk,
  merged: readonly PlannedChange[],
  cluster: ClusterReader,
  sources: PullRequestSources,
): Promise<EditedFiles | PullRequestProblem> {
  const objects = merged.flatMap(({ before }) => before ?? []);
  const namespaceAt = await namespacesOf(ask, objects, cluster, sources.repositories);
  if (isProblem(namespaceAt)) return namespaceAt;
  return editedFiles(ask, liveAmong(merged), namespaceAt, sources);
}

/** The objects as they live. */
function liveAmong(merged: readonly PlannedChange[]): LiveObject {
  return (ref) => merged.find(({ request }) => refKey(request.target) === refKey(ref))?.before;
}

function plannedOf(
  { repository, base, title, body, edits }: PullRequestAsk,
  target: ObjectRef,
  { branch, files, changes, reviewers }: EditedFiles,
  { merged, draft }: { readonly merged: readonly PlannedChange[]; readonly draft: boolean },
): PlannedPullRequest {
  const pullRequest = {
    repository,
    base,
    branch,
    title,
    body,
    files,
    labels: [label],
    reviewers,
    draft,
  };
  return {
    request: {
      verb: 'open-pull-request',
      target,
      pullRequest,
      fields: edits.map(({ change }) => change),
    },
    inverse: { irreversible: 'close the pull request, or revert its merge' },
    risk: highest(merged.map(({ risk }) => risk)),
    diff: fileDiff(changes),
    merged,
  };
}

function highest(risks: readonly RiskTier[]): RiskTier {
  return riskTiers.findLast((tier) => risks.includes(tier)) ?? 'low';
}
