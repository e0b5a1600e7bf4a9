import { z } from 'zod';
import type { DecisionKind } from '../../domain/decision.ts';
import { aboutSchema, actionIds, type ButtonAbout } from './buttons.ts';

const user = z.object({ id: z.string().min(1).max(50) });
const jsonText = z
  .string()
  .max(3_000)
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'is not JSON' });
      return z.NEVER;
    }
  });

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const clicked = z.object({
  type: z.literal('block_actions'),
  user,
  trigger_id: z.string().max(500),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
});

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
const submitted = z.object({
  type: z.literal('view_submission'),
  user,
  view: z.object({
    callback_id: z.string(),
    private_metadata: z.string(),
    state: z.object({
      values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))),
    }),
  }),
});

/** What somebody did in Slack. `other`: a link, a closed dialog, whatever is nothing to decide. */
export type Interaction =
  | { readonly kind: 'approve'; readonly user: string; readonly about: ButtonAbout }
  | {
      readonly kind: 'ask-why';
      readonly user: string;
      readonly about: ButtonAbout;
      readonly decision: Exclude<DecisionKind, 'approve'>;
      /** Good for three seconds. */
      readonly trigger: string;
    }
  | {
      readonly kind: 'reasoned';
      readonly user: string;
      readonly about: ButtonAbout;
      readonly decision: Exclude<DecisionKind, 'approve'>;
      readonly reason: string;
    }
  | { readonly kind: 'other' };

/** Where the dialog's text stands in what Slack sends back. */
export const reasonField = { block: 'why', action: 'reason' } as const;
export const dialogMetadata = aboutSchema.extend({ decision: z.enum(['deny', 'hand-over']) });
export const dialogCallback = 'firebreak.reason';

/** Reads a payload; undefined where it does not fit what Slack documents. Unknown kinds are `other`. */
export function readInteraction(payload: unknown): Interaction | undefined {
  const type = z.object({ type: z.string() }).safeParse(payload);
  if (!type.success) return undefined;
  switch (type.data.type) {
    case 'block_actions':
      return readClick(payload);
    case 'view_submission':
      return readSubmission(payload);
    default:
      return { kind: 'other' };
  }
}

const decisions: ReadonlyMap<string, DecisionKind> = new Map([
  [actionIds.approve, 'approve'],
  [actionIds.deny, 'deny'],
  [actionIds['hand-over'], 'hand-over'],
]);

function readClick(payload: unknown): Interaction | undefined {
  const read = clicked.safeParse(payload);
  const action = read.success ? read.data.actions[0] : undefined;
  if (!read.success || action === undefined) return undefined;
  const decision = decisions.get(action.action_id);
  if (decision === undefined) return { kind: 'other' };
  const about = jsonText.pipe(aboutSchema).safeParse(action.value);
  if (!about.success) return undefined;
  const common = { user: read.data.user.id, about: about.data };
  if (decision === 'approve') return { kind: 'approve', ...common };
  return {
    kind: 'ask-why',
    ...common,
    decision,
    trigger: read.data.trigger_id,
  };
}

function readSubmission(payload: unknown): Interaction | undefined {
  const read = submitted.safeParse(payload);
  if (!read.success) return undefined;
  const { view, user: by } = read.data;
  if (view.callback_id !== dialogCallback) return { kind: 'other' };
  const metadata = jsonText.pipe(dialogMetadata).safeParse(view.private_metadata);
  if (!metadata.success) return undefined;
  const { decision, ...about } = metadata.data;
  const reason = view.state.values[reasonField.block]?.[reasonField.action]?.value?.trim() ?? '';
  return { kind: 'reasoned', user: by.id, about, decision, reason };
}
