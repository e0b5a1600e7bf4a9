import { z } from 'zod';
import { pullFacts, userFacts, wholePullFacts } from './fake-github-answers.ts';
import {
  created,
  ok,
  read,
  Refusal,
  type Route,
  type RouteAnswer,
  type RouteInput,
  writable,
  write,
} from './fake-github-route.ts';
import { type FakePull, type FakeRepository, nextNumber } from './fake-github-state.ts';

const newPull = z.object({
  title: z.string(),
  body: z.string().default(''),
  head: z.string(),
  base: z.string(),
  draft: z.boolean().default(false),
});
const newComment = z.object({ body: z.string() });
const newLabels = z.object({ labels: z.array(z.string()) });
const newReviewers = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
});
const mostCharacters = 65_536;

/** Pull requests, their issues, reviews, comments and checks. */
export const pullRoutes: Readonly<Record<string, Route>> = {
  'GET /pulls': {
    needs: read('pull_requests'),
    run({ repository, query }) {
      const [owner, branch] = (query.get('head') ?? '').split(/:(.*)/su);
      const state = query.get('state') ?? 'open';
      const found = repository.pulls.filter(
        (pull) =>
          (branch === undefined || (pull.head === branch && owner === repository.name.split('/')[0])) &&
          (state === 'all' || pull.state === state),
      );
      const sorted = found.toSorted((one, other) => one.number - other.number);
      if (query.get('direction') === 'desc') sorted.reverse();
      return ok(page(sorted, query).map((pull) => pullFacts(repository, pull)));
    },
  },
  'POST /pulls': { needs: write('pull_requests'), run: openPull },
  'GET /pulls/{pull_number}': {
    needs: read('pull_requests'),
    run: ({ repository, parameters }) =>
      ok(wholePullFacts(repository, pullIn(repository, parameters['pull_number']))),
  },
  'GET /pulls/{pull_number}/reviews': {
    needs: read('pull_requests'),
    run({ repository, parameters, query }) {
      const { reviews } = pullIn(repository, parameters['pull_number']);
      const facts = page(reviews, query).map(({ by, state, association }) => ({
        user: userFacts(by),
        state,
        author_association: association,
      }));
      return ok(facts);
    },
  },
  'POST /pulls/{pull_number}/requested_reviewers': {
    needs: write('pull_requests'),
    run({ repository, parameters, body }) {
      const pull = pullIn(repository, parameters['pull_number']);
      const { reviewers, team_reviewers: teams } = newReviewers.parse(body);
      writable(repository);
      if (reviewers.includes(pull.author)) {
        throw new Refusal(422, 'Review cannot be requested from pull request author.');
      }
      if (
        reviewers.some((login) => !repository.collaborators.has(login)) ||
        teams.some((slug) => !repository.teams.has(slug))
      ) {
        throw new Refusal(
          422,
          'Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator of the repository.',
        );
      }
      pull.reviewers = [...new Set([...pull.reviewers, ...reviewers])];
      pull.teams = [...new Set([...pull.teams, ...teams])];
      return created(pullFacts(repository, pull));
    },
  },
  'GET /issues/{issue_number}': {
    needs: read('pull_requests'),
    run({ repository, parameters }) {
      const pull = pullIn(repository, parameters['issue_number']);
      return ok({
        number: pull.number,
        state: pull.state,
        title: pull.title,
        closed_by: pull.endedBy === undefined ? null : userFacts(pull.endedBy),
      });
    },
  },
  'POST /issues/{issue_number}/labels': {
    needs: write('pull_requests'),
    run({ repository, parameters, body }) {
      const pull = pullIn(repository, parameters['issue_number']);
      writable(repository);
      pull.labels = [...new Set([...pull.labels, ...newLabels.parse(body).labels])];
      return ok(pull.labels.map((name) => ({ name })));
    },
  },
  'GET /issues/{issue_number}/comments': {
    needs: read('pull_requests'),
    run({ repository, parameters, query }) {
      const { comments } = pullIn(repository, parameters['issue_number']);
      return ok(page(comments, query).map(({ by, body }) => ({ user: userFacts(by), body })));
    },
  },
  'POST /issues/{issue_number}/comments': {
    needs: write('pull_requests'),
    run({ repository, parameters, body, login }) {
      const pull = pullIn(repository, parameters['issue_number']);
      writable(repository);
      const text = newComment.parse(body).body;
      if (text.length > mostCharacters)
        throw new Refusal(422, 'body is too long (maximum is 65536 characters)');
      pull.comments.push({ by: login, body: text });
      return created({ user: userFacts(login), body: text });
    },
  },
  'GET /commits/{ref}/check-runs': {
    needs: read('checks'),
    run({ repository, parameters: { ref = '' }, query }) {
      const runs = repository.checks.get(ref) ?? [];
      return ok({ total_count: runs.length, check_runs: page(runs, query) });
    },
  },
  'GET /commits/{ref}/status': {
    needs: read('statuses'),
    run({ repository, parameters: { ref = '' } }) {
      const statuses = repository.statuses.get(ref) ?? [];
      const isFailing = statuses.some((state) => state === 'failure' || state === 'error');
      const isDone = statuses.length > 0 && statuses.every((state) => state === 'success');
      const state = isFailing ? 'failure' : isDone ? 'success' : 'pending';
      return ok({ sha: ref, state, total_count: statuses.length });
    },
  },
};

function openPull({ repository, body, login }: RouteInput): RouteAnswer {
  const { title, body: text, head, base, draft } = newPull.parse(body);
  writable(repository);
  const { git } = repository;
  const invalid = (message: string, errors: readonly Readonly<Record<string, string>>[]) =>
    new Refusal(422, message, errors);
  const from = git.head(head);
  const into = git.head(base);
  if (from === undefined || into === undefined) {
    const field = from === undefined ? 'head' : 'base';
    throw invalid('Validation Failed', [{ resource: 'PullRequest', field, code: 'invalid' }]);
  }
  const custom = (message: string) =>
    invalid('Validation Failed', [{ resource: 'PullRequest', code: 'custom', message }]);
  if (repository.pulls.some((pull) => pull.state === 'open' && pull.head === head && pull.base === base)) {
    throw custom(`A pull request already exists for ${repository.name.split('/')[0]}:${head}.`);
  }
  if (git.isAncestor(from, into)) throw custom(`No commits between ${base} and ${head}`);
  if (draft && !repository.hasDrafts) {
    throw new Refusal(422, 'Draft pull requests are not supported in this repository.');
  }
  if (text.length > mostCharacters) throw custom('body is too long (maximum is 65536 characters)');
  const pull: FakePull = {
    number: nextNumber(repository),
    head,
    base,
    title,
    body: text,
    draft,
    author: login,
    state: 'open',
    labels: [],
    reviewers: [],
    teams: [],
    reviews: [],
    comments: [],
  };
  repository.pulls.push(pull);
  // GitHub works out afterwards whether it can be merged.
  return created({ ...wholePullFacts(repository, pull), mergeable: null });
}

function pullIn(repository: FakeRepository, number: string | undefined): FakePull {
  const pull = repository.pulls.find((each) => each.number === Number(number));
  if (pull === undefined) throw new Refusal(404, 'Not Found');
  return pull;
}

function page<T>(all: readonly T[], query: URLSearchParams): readonly T[] {
  const size = Number(query.get('per_page') ?? 30);
  const first = (Number(query.get('page') ?? 1) - 1) * size;
  return all.slice(first, first + size);
}
