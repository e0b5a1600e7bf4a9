import { z } from 'zod';
import { riskTiers } from '../../../domain/action.ts';
import { decisionChannels, decisionKinds, signInMethods } from '../../../domain/decision.ts';
import { actionSchema } from './action.ts';
import { list, objectRefSchema, timeSchema } from './common.ts';
import { refusedActionSchema, verdictSchema } from './verdict.ts';

/** `step` counts from 0, in the order in which the steps run. */
const stepIndex = z.int().min(0);

const deciderSchema = z.object({
  kind: z.enum(['person', 'token']),
  name: z.string(),
  via: z.enum(signInMethods).exactOptional().describe('How the person was known.'),
});

export const proposalSchema = z.object({
  id: z.string(),
  hash: z.string(),
  purpose: z.enum(['fix', 'undo']),
  by: z.string(),
  risk: z.enum(riskTiers),
  approvalsNeeded: z.int(),
  soleApprover: z
    .literal(true)
    .exactOptional()
    .describe('A fresh sign-in and a wait stand in for a second person.'),
  requestedBy: deciderSchema.exactOptional().describe('Who asked for it, and does not approve it.'),
  actions: list(actionSchema),
  verdicts: list(verdictSchema.extend({ step: stepIndex })),
  diff: z.string(),
  kubectl: z.string(),
  createdAt: timeSchema,
  expiresAt: timeSchema,
  changedSince: z.string().exactOptional(),
  notes: list(z.string()).exactOptional().describe('What people have to know before they decide.'),
  leftOut: list(refusedActionSchema)
    .exactOptional()
    .describe('What the guardrails kept out of it, while the rest stands.'),
});

/** The stop switch has neither reason nor end: people release it. */
export const holdSchema = z.object({
  since: timeSchema,
  reason: z.string().nullable(),
  message: z.string(),
  until: timeSchema.nullable(),
});

export const decisionSchema = z.object({
  id: z.string(),
  proposal: z.string(),
  hash: z.string(),
  decision: z.enum(decisionKinds),
  by: deciderSchema,
  channel: z.enum(decisionChannels),
  breakGlass: z.literal(true).exactOptional().describe('Approved alone what takes two.'),
  reason: z.string().exactOptional(),
  at: timeSchema,
});

const pullRequestSchema = z.object({
  number: z.int(),
  url: z.string(),
  state: z.enum(['open', 'merged', 'closed']),
  draft: z.literal(true).exactOptional(),
  headCommit: z.string(),
  mergeCommit: z.string().exactOptional(),
  endedBy: z.string().exactOptional(),
  checks: z.enum(['none', 'pending', 'passing', 'failing', 'unknown']),
  reviews: z.enum(['none', 'approved', 'changes-requested']),
  mergeable: z.boolean().exactOptional(),
  warnings: list(z.string()).exactOptional(),
});

export const executionSchema = z.object({
  id: z.string(),
  proposal: z.string(),
  step: stepIndex,
  target: objectRefSchema,
  status: z.enum(['intended', 'applied', 'failed', 'skipped']),
  undoable: z.boolean(),
  intendedAt: timeSchema,
  finishedAt: timeSchema.exactOptional(),
  auditId: z.string().exactOptional(),
  message: z.string().exactOptional(),
  pullRequest: pullRequestSchema.exactOptional(),
});

export const verificationSchema = z.object({
  startedAt: timeSchema,
  deadline: timeSchema,
  status: z.enum(['running', 'passed', 'failed']),
  holdsSince: timeSchema.exactOptional(),
  checks: list(
    z.object({
      name: z.string(),
      outcome: z.enum(['holds', 'not-yet', 'broken', 'could-not-look']),
      reason: z.string(),
      message: z.string(),
    }),
  ),
});
