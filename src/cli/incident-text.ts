import { showInvisible } from '../evidence/text/visible-text.ts';
import type { PullRequestStatus } from '../domain/pull-request.ts';
import { pullRequestReview, pullRequestState } from '../http/pages/pull-request-words.ts';
import type { DemoIncident as IncidentDetail } from './demo-client.ts';
import type { Colour } from './paint.ts';

type Paint = (text: string, colour: Colour) => string;

/** An incident for somebody at a terminal: what is wrong, why, what would change, who decided. */
export function incidentText(incident: IncidentDetail, paint: Paint): string {
  const { id, title, severity, state, outcome, note, diagnosis, proposal, decisions, executions, hold } =
    incident;
  const [cause] = diagnosis?.causes ?? [];
  const standing = outcome === null ? state : `${state}: ${outcome}`;
  return [
    `${paint(shown(title), 'bold')}  ${paint(severity, 'faint')}`,
    `${id}  ${paint(standing, outcome === 'failed' || outcome === 'refused' ? 'red' : 'green')}`,
    ...(note === null ? [] : [shown(note)]),
    ...(hold === null ? [] : [paint(shown(holdText(hold)), 'yellow')]),
    ...(cause === undefined ? [] : [`cause: ${cause.cause} (${cause.confidence}) ${shown(cause.why)}`]),
    ...(proposal === null ? [] : ['', ...proposalLines(proposal, paint)]),
    ...decisions.map(
      ({ by, decision, reason, at }) =>
        `${at}  ${decision} by ${shown(by.name)}${reason === undefined ? '' : `: ${shown(reason)}`}`,
    ),
    ...executions.flatMap(({ pullRequest }) =>
      pullRequest === undefined ? [] : [pullRequestLine(pullRequest)],
    ),
    '',
  ].join('\n');
}

function holdText({ message, until }: NonNullable<IncidentDetail['hold']>): string {
  return `on hold: ${message}${until === null ? '' : `; judged again at ${until}`}`;
}

/** A pull request as it was when it was last looked at. */
function pullRequestLine(status: PullRequestStatus): string {
  const stands = `${pullRequestState(status)}, ${pullRequestReview(status)}`;
  return shown(`pull request #${status.number}: ${stands}: ${status.url}`);
}

/** What would change, and under which hash it is approved. */
export function proposalLines(
  {
    kubectl,
    diff,
    verdicts,
    approvalsNeeded,
    soleApprover,
    hash,
    risk,
    expiresAt,
    notes = [],
    leftOut = [],
  }: NonNullable<IncidentDetail['proposal']>,
  paint: Paint,
): readonly string[] {
  const people = soleApprover === true ? 'one person, signed in afresh, and a wait' : String(approvalsNeeded);
  return [
    `proposal: ${risk} risk, approvals needed: ${people}, expires ${expiresAt}`,
    ...kubectl.split('\n').map((line) => `  ${shown(line)}`),
    ...diff.split('\n').map((line) => diffLine(shown(line), paint)),
    ...verdicts
      .filter(({ outcome }) => outcome !== 'pass')
      .map(({ layer, outcome, reason, message }) => `${layer} ${outcome}: ${reason} ${shown(message)}`),
    ...notes.map(shown),
    ...leftOut.map(({ action, target, verdicts }) =>
      shown(`not part of it: ${action} on ${target}: ${verdicts.map(({ message }) => message).join('; ')}`),
    ),
    `hash ${hash}`,
  ];
}

function diffLine(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint(line, 'green');
  return line.startsWith('-') ? paint(line, 'red') : line;
}

/** Text from the cluster cannot steer the terminal. */
function shown(text: string): string {
  return showInvisible(text);
}
