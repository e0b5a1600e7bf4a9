import type { Execution } from '../domain/execution.ts';
import { type Incident, isResolved } from '../domain/incident.ts';
import { aboutOf, proposedOf } from '../domain/on-record.ts';
import type { Proposal } from '../domain/proposal.ts';
import type { PullRequestStatus } from '../domain/pull-request.ts';
import type { PullRequestRequest } from '../domain/request.ts';
import { isPolicy } from '../policy-changes/plan-policy-change.ts';
import { isAway, RepositoryError } from '../ports/repository-host.ts';
import type { LedgerEvent } from '../ledger/entry.ts';
import type { Step } from '../store/claims.ts';
import { startVerification } from './execution-steps.ts';
import { close, event, type PullRequestPorts, type ResponsePorts, type Stage, withChanges } from './stage.ts';

/**
 * Follows an open pull request until people have decided about it. Between two looks there is nothing but a due time, so
 * one may be open for days; a webhook wakes it, and what it says is then read at the host.
 */
export const following: Stage = {
  state: 'following',
  async run(incident, ports) {
    const { proposal } = incident;
    const { pullRequests } = ports;
    const opened = proposal === undefined ? undefined : openedBy(incident, proposal);
    if (proposal === undefined || opened === undefined) {
      return close(incident, 'failed', 'there was no pull request to follow');
    }
    if (pullRequests === undefined) {
      const where = opened.execution.pullRequest?.url ?? opened.request.pullRequest.branch;
      return close(incident, 'handed-over', `no repository host is configured any more; look at ${where}`);
    }
    const { repository, branch } = opened.request.pullRequest;
    try {
      const status = await pullRequests.reader.find(repository, branch);
      if (status === undefined) {
        return close(incident, 'handed-over', `${repository} knows no pull request of ${branch} any more`);
      }
      return await decide(seen(incident, opened, status), { ports, pullRequests, proposal });
    } catch (cause) {
      if (!(cause instanceof RepositoryError)) throw cause;
      return unseen(incident, opened, await ports.redact(cause.message), { ports, pullRequests });
    }
  },
};

interface Opened {
  readonly execution: Execution;
  readonly request: PullRequestRequest;
}

function openedBy({ executions }: Incident, { id }: Proposal): Opened | undefined {
  for (const execution of executions) {
    const { proposal, status, request } = execution;
    if (proposal === id && status === 'applied' && request.verb === 'open-pull-request') {
      return { execution, request };
    }
  }
  return undefined;
}

interface Setting {
  readonly ports: ResponsePorts;
  readonly pullRequests: PullRequestPorts;
}

interface Seen {
  readonly incident: Incident;
  readonly opened: Opened;
  readonly status: PullRequestStatus;
  readonly events: readonly LedgerEvent[];
}

/** What the host says now, and on record what of it is new. */
function seen(incident: Incident, opened: Opened, status: PullRequestStatus): Seen {
  const before = opened.execution.pullRequest;
  const { message: _unseen, ...known } = opened.execution;
  const execution: Execution = { ...known, message: status.url, pullRequest: status };
  const { number, url, state, checks, reviews, headCommit, endedBy } = status;
  const isNew =
    before?.state !== state ||
    before.checks !== checks ||
    before.reviews !== reviews ||
    // What is merged then is not what was opened.
    before.headCommit !== headCommit;
  const told = event(incident, 'pull-request.changed', {
    repository: opened.request.pullRequest.repository,
    number,
    url,
    state,
    checks,
    reviews,
    headCommit,
    endedBy: endedBy ?? null,
  });
  return {
    incident: withExecution(incident, execution),
    opened: { ...opened, execution },
    status,
    events: isNew ? [told] : [],
  };
}

async function decide(
  look: Seen,
  { ports, pullRequests, proposal }: Setting & { proposal: Proposal },
): Promise<Step> {
  const { incident, status, events } = look;
  switch (status.state) {
    case 'merged': {
      if (isPolicy(look.opened.request.target)) return policiesMerged(look);
      const step = startVerification(incident, ports, pullRequests.applyMilliseconds);
      return { ...step, events: [...events, ...step.events] };
    }
    case 'closed':
      return declined(look, proposal);
    case 'open':
      return await whileOpen(look, { ports, pullRequests });
    default:
      return status.state satisfies never;
  }
}

/** No cluster holds policies: they count once the service has loaded them, which is for people to say when. */
function policiesMerged({ incident, status, events }: Seen): Step {
  const note = `merged: ${status.url}; it counts once the policies are loaded again, on SIGHUP or at the next start`;
  return close(incident, 'fixed', note, events);
}

/** Closing it is a denial, by whoever answers for the repository; why is for them to say. */
function declined({ incident, status, events }: Seen, proposal: Proposal): Step {
  const who = status.endedBy ?? 'somebody';
  const declinedNow = event(incident, 'pull-request.declined', {
    by: status.endedBy ?? null,
    url: status.url,
    denied: proposedOf(proposal),
    about: aboutOf(incident),
  });
  return close(incident, 'denied', `${who} closed the pull request without merging it: ${status.url}`, [
    ...events,
    declinedNow,
  ]);
}

async function whileOpen(look: Seen, { ports, pullRequests }: Setting): Promise<Step> {
  const { incident, opened, status, events } = look;
  const since = Date.parse(opened.execution.finishedAt ?? opened.execution.intendedAt);
  const now = ports.clock.now().getTime();
  if (isResolved(incident)) {
    const silent = await unsaid(look, 'resolved', resolvedMeanwhile, { ports, pullRequests });
    const note = `the alerts resolved while the pull request was open; it is left to people: ${status.url}`;
    return close(incident, 'self-resolved', silent === undefined ? note : `${note} (${silent})`, events);
  }
  if (now - since >= pullRequests.followMilliseconds) {
    return close(
      incident,
      'handed-over',
      `the pull request was open for too long and is left to people: ${status.url}`,
      events,
    );
  }
  return { incident, dueAt: new Date(now + pullRequests.pollMilliseconds), events };
}

const resolvedMeanwhile =
  'The alerts have resolved meanwhile. Whether this is still wanted is for its reviewers to say; Firebreak does not follow it any more.';

/** Says something below the pull request, once. Why it could not be said, where the host does not let us. */
async function unsaid(
  { opened, status }: Seen,
  marker: string,
  words: string,
  { ports, pullRequests }: Setting,
): Promise<string | undefined> {
  const { execution, request } = opened;
  try {
    const { repository } = request.pullRequest;
    await pullRequests.writer.comment(repository, status.number, `${execution.id}.${marker}`, words);
    return undefined;
  } catch (cause) {
    if (!(cause instanceof RepositoryError) || isAway(cause)) throw cause;
    return `no comment could be made: ${await ports.redact(cause.message)}`;
  }
}

/** The host cannot be asked: nothing is known, so nothing changes. Said once. */
function unseen(
  incident: Incident,
  { execution }: Opened,
  why: string,
  { ports, pullRequests }: Setting,
): Step {
  const message = `the pull request cannot be looked at: ${why}`;
  const dueAt = new Date(ports.clock.now().getTime() + pullRequests.pollMilliseconds);
  if (execution.message === message) return { incident, dueAt, events: [] };
  const told = event(incident, 'pull-request.unseen', { id: execution.id, why });
  return { incident: withExecution(incident, { ...execution, message }), dueAt, events: [told] };
}

function withExecution(incident: Incident, changed: Execution): Incident {
  const executions = incident.executions.map((each) => (each.id === changed.id ? changed : each));
  return withChanges(incident, { executions });
}
