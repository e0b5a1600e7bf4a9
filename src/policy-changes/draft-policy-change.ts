import { openPullRequest } from '../actions/open-pull-request.ts';
import type { Action } from '../domain/action.ts';
import { textAt } from '../domain/fields.ts';
import type { Mistake } from '../domain/mistake.ts';
import { type JsonObject, refText } from '../domain/objects.ts';
import type { PullRequestAsk } from '../domain/pull-request.ts';
import { code } from '../pull-requests/markdown.ts';
import { isProblem, type PullRequestProblem } from '../pull-requests/problem.ts';
import type { FileSources } from '../pull-requests/edited-files.ts';
import { planPolicyChange, type PolicyChangeSources } from './plan-policy-change.ts';
import { type Addition, editFor, policyFilesIn } from './policy-files.ts';

export interface DraftPorts extends FileSources {
  readonly changes: PolicyChangeSources;
  readonly clusterName: string;
}

/** What is added, and what it comes from. */
export interface PolicyAddition {
  readonly kind: Addition;
  readonly value: JsonObject;
  readonly mistake: Mistake;
  /** Where the mistake showed. */
  readonly incident?: string;
  readonly by: string;
}

/** The action that proposes an addition to the policies, in words that a reviewer can decide on. Throws `RepositoryError`. */
export async function draftPolicyChange(
  addition: PolicyAddition,
  ports: DraftPorts,
): Promise<Action | PullRequestProblem> {
  const { repository, base, folder } = ports.changes.repository;
  const files = await policyFilesIn(await ports.reader.tree(repository, base), folder);
  if (isProblem(files)) return files;
  const edit = editFor(files, folder, addition.kind, addition.value);
  if (isProblem(edit)) return edit;
  const target = edit.change.object;
  const ask = (body: string): PullRequestAsk => ({
    repository,
    base,
    title: titleOf(addition),
    body,
    edits: [edit],
  });
  const planned = await planPolicyChange(ask('nothing yet'), target, ports.changes, ports);
  if (isProblem(planned)) return planned;
  const { isPublic } = await ports.reader.facts(repository);
  const tested = planned.rehearsal?.message ?? 'not tested';
  const { path, change } = edit;
  return {
    apiVersion: 'firebreak.dev/v1',
    action: openPullRequest.name,
    cluster: ports.clusterName,
    target,
    params: {
      ...ask(bodyOf(addition, { document: refText(target), path, tested, isPublic })),
      edits: [{ path, change: { ...change, object: { ...change.object } } }],
    },
  };
}

/** Names of Kubernetes and of the catalogue are words; a person's title goes into the body, as code. */
export function titleOf({
  kind,
  value,
  mistake,
}: Pick<PolicyAddition, 'kind' | 'value' | 'mistake'>): string {
  const name = nameOf(value);
  return kind === 'ActionPolicy'
    ? `policies: deny ${mistake.action} on ${mistake.kind} objects (${name})`
    : `policies: name the failure pattern ${name}`;
}

/** What the rule or the pattern is called. */
export function nameOf(value: JsonObject): string {
  return textAt(value, 'name') ?? '';
}

interface Setting {
  readonly document: string;
  readonly path: string;
  readonly tested: string;
  readonly isPublic: boolean;
}

function bodyOf(
  { kind, value, mistake, incident, by }: PolicyAddition,
  { document, path, tested, isPublic }: Setting,
): string {
  const { action, kind: object, namespace, name, reasons } = mistake;
  const what = kind === 'ActionPolicy' ? 'one deny rule' : 'one failure pattern';
  const about = [
    ...(action === '' ? [] : [`${code(action)} on ${code(`${object} ${namespace}/${name}`)}`]),
    ...(reasons.length === 0
      ? []
      : [`it was stopped for ${reasons.map((reason) => code(reason)).join(', ')}`]),
    ...(incident === undefined ? [] : [`on record in incident ${code(incident)}`]),
  ];
  return [
    isPublic
      ? 'A person asked Firebreak to propose this, after a mistake that is on record.'
      : `${code(by)} asked Firebreak to propose this, after a mistake that is on record.`,
    '## What changes',
    `- ${code(document)} in ${code(path)} gets ${what} more, ${code(nameOf(value))}. Nothing that was denied becomes allowed.`,
    ...(isPublic || about.length === 0
      ? []
      : ['## What it comes from', about.map((line) => `- ${line}`).join('\n')]),
    '## What the tests of the policies say',
    `- ${code(isPublic ? tested.replace(/; no longer: .*/u, '; some that passed do not any more') : tested)}`,
    '## What to know',
    [
      '- It counts once it is merged and the service has loaded the policies again, on SIGHUP or at its next start.',
      '- Closing it is a no: it is not proposed again, and the incident asks why.',
    ].join('\n'),
  ].join('\n\n');
}
