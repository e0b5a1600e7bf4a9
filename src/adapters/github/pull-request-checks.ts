import type { PullRequestStatus } from '../../domain/pull-request.ts';
import { RepositoryError } from '../../ports/repository-host.ts';
import type { GitHubClient } from './github-client.ts';
import { repositoryName } from './names.ts';
import { checkRunsSchema, combinedStatusSchema } from './schemas.ts';

type Checks = PullRequestStatus['checks'];

const perPage = 100;
/** Ten pages are all that GitHub keeps for one commit. */
const mostPages = 10;

/** What a check may conclude without standing in the way. https://docs.github.com/en/rest/checks/runs */
const harmless: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped']);

/** Check runs, which Apps report, and commit statuses, which everything older does. */
export async function readChecks(github: GitHubClient, repository: string, commit: string): Promise<Checks> {
  const asked = { ...repositoryName(repository), ref: commit };
  const doing = `read the checks of ${repository}`;
  const [runs, statuses] = await Promise.all([
    unlessForbidden(readRuns(github, asked, doing)),
    unlessForbidden(
      github.call(doing, combinedStatusSchema, ({ rest }) => rest.repos.getCombinedStatusForRef(asked)),
    ),
  ]);
  return worst([runs ?? 'unknown', statuses === undefined ? 'unknown' : ofStatus(statuses)]);
}

async function readRuns(
  github: GitHubClient,
  asked: { readonly owner: string; readonly repo: string; readonly ref: string },
  doing: string,
): Promise<Checks> {
  const seen: Checks[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const answer = await github.call(doing, checkRunsSchema, ({ rest }) =>
      rest.checks.listForRef({ ...asked, filter: 'latest', per_page: perPage, page }),
    );
    seen.push(...answer.check_runs.map(ofRun));
    if (page * perPage >= answer.total_count) break;
  }
  return worst(seen);
}

function ofRun({
  status,
  conclusion,
}: {
  readonly status: string;
  readonly conclusion?: string | null | undefined;
}): Checks {
  if (status !== 'completed') return 'pending';
  return harmless.has(conclusion ?? '') ? 'passing' : 'failing';
}

/** Without a single status, GitHub calls the combination pending. */
function ofStatus({ state, total_count: count }: { readonly state: string; readonly total_count: number }) {
  if (count === 0) return 'none';
  if (state === 'success') return 'passing';
  return state === 'pending' ? 'pending' : 'failing';
}

const order: readonly Checks[] = ['failing', 'unknown', 'pending', 'passing'];

function worst(all: readonly Checks[]): Checks {
  return order.find((checks) => all.includes(checks)) ?? 'none';
}

/** Some tokens cannot be given the right to read checks; that is no reason to know nothing of the rest. */
async function unlessForbidden<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof RepositoryError && (cause.code === 'forbidden' || cause.code === 'not-found')) {
      return undefined;
    }
    throw cause;
  }
}
