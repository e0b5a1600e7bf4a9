import { z } from 'zod';
import { pointerParts } from '../domain/json-pointer.ts';
import type { Json } from '../domain/objects.ts';
import type { PullRequestAsk } from '../domain/pull-request.ts';
import type { ActionType } from './action-type.ts';
import { quote } from './kubectl-text.ts';
import { invalid } from './problems.ts';
import { leadsThroughReservedKey } from './reserved-keys.ts';
import { rightOn } from './rights.ts';

/** A reviewer reads this many; more are more than one change. */
const mostEdits = 20;
/** GitHub cuts a title at 256 characters and refuses a body of more than 65,536. */
const longestTitle = 256;
const longestBody = 65_536;

const json: z.ZodType<Json> = z.json();

const objectRef = z.strictObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  namespace: z.string().min(1).optional(),
  name: z.string().min(1).max(253),
});

const field = z
  .string()
  .max(1024)
  .regex(/^(\/([^~/]|~0|~1)*)*$/u, 'a JSON Pointer into the object; the empty one is the whole object')
  .refine((text) => !leadsThroughReservedKey(pointerParts(text)), {
    message: 'a JSON Pointer without the keys __proto__, constructor and prototype',
  });

const edit = z.strictObject({
  path: z
    .string()
    .min(1)
    .max(1024)
    .regex(
      /^(?!\/)(?!.*(?:^|\/)\.{1,2}(?:\/|$))[^\p{Cc}\\]+$/u,
      'a path from the root of the repository, without .. and \\',
    ),
  change: z.strictObject({ object: objectRef, field, value: json.optional() }),
});

const params = z.strictObject({
  repository: z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/u, 'a repository as owner/name'),
  base: z
    .string()
    .max(200)
    .regex(/^(?!firebreak\/)(?!.*\.\.)[\w][\w./-]*$/u, 'the name of a branch that is not one of ours'),
  title: z.string().min(1).max(longestTitle),
  body: z.string().max(longestBody),
  edits: z.array(edit).min(1).max(mostEdits),
});

/**
 * Proposes the change where the object comes from: what people merge there lasts, where a live change would be drift.
 * Nothing is written to the cluster; `edits` name the files and what the objects in them should hold.
 */
export const openPullRequest: ActionType<z.infer<typeof params>> = {
  name: 'open-pull-request',
  purpose: 'Open a pull request that changes the manifests of an object in their repository.',
  params,
  kinds: [],
  plan: () => invalid('a pull request is opened at a repository host; it is no request to the API server'),
  opens: (given) => given as PullRequestAsk,
  kubectl: (_action, { repository, base, title }) =>
    ['gh', 'pr', 'create', '--repo', repository, '--base', base, '--title', title].map(quote).join(' '),
  verifications: ['values', 'rollout', 'condition'],
  // No API server knows the policies themselves.
  rights: (kind) =>
    kind.startsWith('firebreak.dev/')
      ? []
      : [{ ...rightOn(kind, 'get', 'create', 'patch'), dryRunOnly: true }],
  admission: () => [],
};
