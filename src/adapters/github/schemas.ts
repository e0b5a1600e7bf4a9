import { z } from 'zod';

/** What we rely on in GitHub's answers, and nothing more. https://docs.github.com/en/rest */

export const sha = z.string().regex(/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/u);
const person = z.object({ login: z.string() }).nullish();

export const anything = z.unknown();
export const identitySchema = z.object({ login: z.string() });
export const slugSchema = z.object({ slug: z.string() });

export const repositorySchema = z.object({
  full_name: z.string(),
  private: z.boolean(),
  archived: z.boolean().default(false),
  default_branch: z.string(),
});

export const refSchema = z.object({ ref: z.string(), object: z.object({ type: z.string(), sha }) });

export const commitSchema = z.object({
  sha,
  message: z.string(),
  tree: z.object({ sha }),
  parents: z.array(z.object({ sha })),
});

export const createdSchema = z.object({ sha });

export const treeSchema = z.object({
  sha,
  truncated: z.boolean().default(false),
  tree: z.array(
    z.object({ path: z.string(), mode: z.string(), type: z.string(), sha, size: z.number().optional() }),
  ),
});
export type TreeEntry = z.output<typeof treeSchema>['tree'][number];

export const blobSchema = z.object({ sha, encoding: z.literal('base64'), content: z.string() });

const end = z.object({ ref: z.string(), sha, repo: z.object({ full_name: z.string() }).nullish() });

export const pullListSchema = z.array(
  z.object({ number: z.number(), state: z.enum(['open', 'closed']), user: person, head: end }),
);

export const pullSchema = z.object({
  number: z.number(),
  html_url: z.url({ protocol: /^https?$/u }),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().default(false),
  merged: z.boolean(),
  merged_by: person,
  merge_commit_sha: sha.nullish(),
  mergeable: z.boolean().nullish(),
  user: person,
  head: end,
  labels: z.array(z.object({ name: z.string() })),
  requested_reviewers: z.array(z.object({ login: z.string() })).nullish(),
  requested_teams: z.array(z.object({ slug: z.string() })).nullish(),
});
export type Pull = z.output<typeof pullSchema>;

export const issueSchema = z.object({ closed_by: person });

export const checkRunsSchema = z.object({
  total_count: z.number(),
  check_runs: z.array(z.object({ status: z.string(), conclusion: z.string().nullish() })),
});

export const combinedStatusSchema = z.object({ state: z.string(), total_count: z.number() });

export const reviewsSchema = z.array(
  z.object({ user: person, state: z.string(), author_association: z.string().default('NONE') }),
);

export const commentsSchema = z.array(z.object({ user: person, body: z.string().nullish() }));
