import type { PullRequestStatus } from '../domain/pull-request.ts';
import {
  isAway,
  RepositoryError,
  type RepositoryErrorCode,
  type RepositoryWriter,
} from '../ports/repository-host.ts';
import type { Step } from '../store/claims.ts';
import {
  applied,
  closeHealed,
  isHealedUntouched,
  sendBack,
  waitAndLook,
  waitForOthers,
  without,
} from './execution-steps.ts';
import { type Errand, obstacleTo } from './obstacle.ts';
import { type ResponsePorts, withChanges } from './stage.ts';

/** A person has to mend something at the host, which takes a while; what was approved waits as long as it is valid. */
const mendMilliseconds = 5 * 60_000;

/**
 * Opens the pull request whose intent is stored. Whether an earlier try has reached the host is read from its branch,
 * never guessed, so that there is one however often this is interrupted. Nothing that the host says loses the proposal:
 * it waits, or it goes back to people with the reason.
 */
export async function openPullRequest(
  errand: Errand,
  ports: ResponsePorts,
  signal: AbortSignal,
): Promise<Step> {
  const { incident, proposal, intent } = errand;
  const { request } = intent;
  const { pullRequests } = ports;
  if (pullRequests === undefined || request.verb !== 'open-pull-request') {
    return sendBack(incident, proposal, intent, 'no repository host is configured any more', ports);
  }
  const { repository, branch } = request.pullRequest;
  try {
    const found = await pullRequests.reader.find(repository, branch);
    if (found !== undefined) {
      return opened(errand, await completed(errand, found, pullRequests.writer, ports, signal), ports);
    }
    if (isHealedUntouched(incident, proposal)) {
      return closeHealed(withChanges(incident, { executions: without(incident.executions, intent, ports) }));
    }
    const obstacle = await obstacleTo(errand, ports);
    if (!('clear' in obstacle)) {
      const message = await ports.redact(obstacle.why);
      if (!obstacle.passes) return sendBack(incident, proposal, intent, message, ports);
      if (obstacle.atHost === undefined) return waitForOthers(incident, ports);
      const unanswered =
        obstacle.atHost === 'away'
          ? { code: 'unreachable', message, words: notYet }
          : { code: 'forbidden', message, words: notYet, pauseMilliseconds: mendMilliseconds };
      return waitAndLook(incident, intent, unanswered, ports);
    }
    // A worker that was told to stop, or has lost its claim, must not write any more.
    signal.throwIfAborted();
    return opened(errand, await pullRequests.writer.open(request.pullRequest), ports);
  } catch (cause) {
    if (!(cause instanceof RepositoryError)) throw cause;
    return afterError(errand, cause, ports);
  }
}

const notYet = 'the pull request is not opened yet';

/**
 * What an earlier try has opened before it ended may lack its labels and reviewers. They are asked for where the change
 * is still wanted and nothing stands against it; the pull request stands without them.
 */
async function completed(
  errand: Errand,
  found: PullRequestStatus,
  writer: RepositoryWriter,
  ports: ResponsePorts,
  signal: AbortSignal,
): Promise<PullRequestStatus> {
  const { incident, proposal, intent } = errand;
  if (intent.request.verb !== 'open-pull-request' || found.state !== 'open') return found;
  if (isHealedUntouched(incident, proposal)) return found;
  if (!('clear' in (await obstacleTo(errand, ports)))) return found;
  signal.throwIfAborted();
  try {
    return await writer.open(intent.request.pullRequest);
  } catch (cause) {
    if (!(cause instanceof RepositoryError) || isAway(cause)) throw cause;
    return { ...found, warnings: [`it could not be completed: ${await ports.redact(cause.message)}`] };
  }
}

function opened({ incident, intent }: Errand, status: PullRequestStatus, ports: ResponsePorts): Step {
  const warnings = status.warnings ?? [];
  const message = [status.url, ...warnings].join('; ');
  return applied(incident, intent, { message, pullRequest: status }, ports);
}

async function afterError(errand: Errand, cause: RepositoryError, ports: ResponsePorts): Promise<Step> {
  const { incident, proposal, intent, step } = errand;
  const { code, retryAfterSeconds } = cause;
  const message = await ports.redact(cause.message);
  switch (remedyOf(code)) {
    case 'time': {
      const pause = retryAfterSeconds === undefined ? {} : { pauseMilliseconds: retryAfterSeconds * 1000 };
      return waitAndLook(incident, intent, { code, message, words: notYet, ...pause }, ports);
    }
    case 'people-at-the-host':
      return waitAndLook(
        incident,
        intent,
        { code, message, words: notYet, pauseMilliseconds: mendMilliseconds },
        ports,
      );
    case 'another-look':
      return sendBack(incident, proposal, intent, message, ports);
    case 'another-proposal':
      return sendBack(incident, proposal, intent, `the repository host refused it: ${message}`, ports, step);
  }
}

type Remedy = 'time' | 'people-at-the-host' | 'another-look' | 'another-proposal';

function remedyOf(code: RepositoryErrorCode): Remedy {
  switch (code) {
    case 'unreachable':
    case 'server-error':
    case 'rate-limited':
      return 'time';
    case 'unauthorized':
    case 'forbidden':
    case 'not-found':
    case 'archived':
    case 'protected':
      return 'people-at-the-host';
    case 'moved':
      return 'another-look';
    case 'conflict':
    case 'invalid':
      return 'another-proposal';
    default:
      return code satisfies never;
  }
}
