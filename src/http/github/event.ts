import { z } from 'zod';

/** What a delivery is about: branches of a repository. It tells where to look, and nothing else of it is believed. */
export interface BranchesChanged {
  /** `owner/name`. */
  readonly repository: string;
  readonly branches: readonly string[];
}

const repository = z.object({ full_name: z.string().max(200) });
const name = z.string().max(300);
const pull = z.object({ repository, pull_request: z.object({ head: z.object({ ref: name }) }) }).transform(
  (event): BranchesChanged => ({
    repository: event.repository.full_name,
    branches: [event.pull_request.head.ref],
  }),
);

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads */
const events = {
  pull_request: pull,
  pull_request_review: pull,
  check_suite: z.object({ repository, check_suite: z.object({ head_branch: name.nullable() }) }).transform(
    (event): BranchesChanged => ({
      repository: event.repository.full_name,
      branches: event.check_suite.head_branch === null ? [] : [event.check_suite.head_branch],
    }),
  ),
  status: z.object({ repository, branches: z.array(z.object({ name })).max(100) }).transform(
    (event): BranchesChanged => ({
      repository: event.repository.full_name,
      branches: event.branches.map((branch) => branch.name),
    }),
  ),
} as const;

export const eventNames: readonly string[] = Object.keys(events);

/** `ignored`: an event that nobody here waits for. `invalid`: one that does not look as documented. */
export function branchesIn(event: string, body: Buffer): BranchesChanged | 'ignored' | 'invalid' {
  if (!Object.hasOwn(events, event)) return 'ignored';
  const parsed = events[event as keyof typeof events].safeParse(jsonOf(body));
  return parsed.success ? parsed.data : 'invalid';
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
