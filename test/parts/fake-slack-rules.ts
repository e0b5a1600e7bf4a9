import { z } from 'zod';

/**
 * What Slack refuses of messages and dialogs, by its reference of blocks and elements.
 * https://docs.slack.dev/reference/block-kit
 */

const longest = (limit: number) =>
  z.string().refine((text) => Array.from(text).length <= limit, `over ${limit} characters`);
const text = (limit: number) =>
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('plain_text'),
      text: longest(limit).min(1),
      emoji: z.boolean().optional(),
    }),
    z.strictObject({
      type: z.literal('mrkdwn'),
      text: longest(limit).min(1),
      verbatim: z.boolean().optional(),
    }),
  ]);
const plain = (limit: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: longest(limit).min(1),
    emoji: z.boolean().optional(),
  });

const button = z.strictObject({
  type: z.literal('button'),
  action_id: longest(255),
  text: plain(75),
  value: longest(2_000).optional(),
  url: longest(3_000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: z
    .strictObject({ title: plain(100), text: text(300), confirm: plain(30), deny: plain(30) })
    .optional(),
});

const blockId = longest(255).optional();
const input = z.strictObject({
  type: z.literal('plain_text_input'),
  action_id: longest(255),
  multiline: z.boolean().optional(),
  max_length: z.int().min(1).max(3_000).optional(),
  min_length: z.int().min(0).max(3_000).optional(),
});
const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('section'), block_id: blockId, text: text(3_000) }),
  z.strictObject({ type: z.literal('header'), block_id: blockId, text: plain(150) }),
  z.strictObject({ type: z.literal('divider'), block_id: blockId }),
  z.strictObject({
    type: z.literal('context'),
    block_id: blockId,
    elements: z.array(text(3_000)).min(1).max(10),
  }),
  z.strictObject({ type: z.literal('actions'), block_id: blockId, elements: z.array(button).min(1).max(25) }),
  z.strictObject({ type: z.literal('input'), block_id: blockId, label: plain(2_000), element: input }),
]);
const blocks = z.array(block).max(50);

export const attachments = z.array(
  z.strictObject({
    color: z.string().optional(),
    fallback: z.string().optional(),
    blocks: blocks.optional(),
  }),
);

const view = z.strictObject({
  type: z.literal('modal'),
  callback_id: longest(255),
  private_metadata: longest(3_000),
  title: plain(24),
  submit: plain(24),
  close: plain(24),
  blocks: z.array(block).max(100),
});
export type View = z.output<typeof view>;

export interface SentMessage {
  readonly text?: string | undefined;
  readonly blocks?: unknown;
  readonly attachments?: unknown;
}

/** Slack's error code for a message, or undefined where it takes it. */
export function refusalOf({
  text: words = '',
  blocks: own,
  attachments: given,
}: SentMessage): string | undefined {
  if (words.length > 40_000) return 'msg_too_long';
  const isEmpty = words === '' && own === undefined && given === undefined;
  if (isEmpty) return 'no_text';
  const fits = blocks.optional().safeParse(own).success && attachments.optional().safeParse(given).success;
  if (!fits) return 'invalid_blocks';
  // Slack takes about 13,000 characters of blocks altogether.
  return JSON.stringify([own ?? [], given ?? []]).length > 60_000 ? 'msg_blocks_too_long' : undefined;
}

export function readView(given: unknown): View | undefined {
  return view.safeParse(given).data;
}

/** What would notify people or make Slack fetch something, wherever in the message it stands. */
export function controlSequences(message: unknown): readonly string[] {
  const ours = /<!date\^|<https?:\/\//u;
  return [...JSON.stringify(message).matchAll(/<[!@#][^>]*>|<[a-z]+:[^>]*>/gu)]
    .map(([sequence]) => sequence)
    .filter((sequence) => !ours.test(sequence));
}

/** The scopes of which a method needs one. */
export const scopesOf: Readonly<Record<string, readonly string[]>> = {
  'auth.test': [],
  'apps.connections.open': ['connections:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'conversations.info': ['channels:read', 'groups:read'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  'views.open': [],
};
