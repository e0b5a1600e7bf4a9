import { randomUUID } from 'node:crypto';
import { readView, refusalOf } from './fake-slack-rules.ts';
import type { SlackMessage, SlackState } from './fake-slack-state.ts';

export type Arguments = Readonly<Record<string, unknown>>;
export type Answer = Readonly<Record<string, unknown>> & { readonly ok: boolean };

export interface MethodContext {
  readonly state: SlackState;
  readonly url: string;
  /** In milliseconds. */
  readonly now: number;
}

const refuse = (error: string): Answer => ({ ok: false, error });
const triggerMilliseconds = 3_000;

/** The methods of the Web API that the bot may call, with the refusals of the real ones. */
export const methods: Readonly<Record<string, (given: Arguments, context: MethodContext) => Answer>> = {
  'auth.test': () => ({
    ok: true,
    user: 'firebreak',
    user_id: 'U0BOT',
    team: 'Example',
    team_id: 'T0EXAMPLE',
  }),

  'apps.connections.open': (_given, { state, url }) => {
    state.sockets += 1;
    return { ok: true, url: `${url.replace('http', 'ws')}/link/?ticket=${state.sockets}` };
  },

  'conversations.info': ({ channel }, { state }) => {
    const { id, name, isMember, isArchived } = state.channel;
    if (channel !== id) return refuse('channel_not_found');
    return { ok: true, channel: { id, name, is_member: isMember, is_archived: isArchived } };
  },

  'chat.postMessage': (given, { state, now }) => {
    const refusal = channelRefusal(given, state) ?? refusalOf(given);
    if (refusal !== undefined) return refuse(refusal);
    const threadTs = given['thread_ts'] as string | undefined;
    if (threadTs !== undefined && find(state, threadTs) === undefined) return refuse('thread_not_found');
    const ts = nextTimestamp(state, now);
    state.messages.push({
      ts,
      channel: state.channel.id,
      ...(threadTs === undefined ? {} : { threadTs }),
      broadcast: given['reply_broadcast'] === true || given['reply_broadcast'] === 'true',
      ...contentOf(given),
      metadata: given['metadata'],
      files: [],
      before: [],
    });
    return { ok: true, channel: state.channel.id, ts };
  },

  'chat.update': (given, { state }) => {
    const refusal = channelRefusal(given, state) ?? refusalOf(given);
    if (refusal !== undefined) return refuse(refusal);
    const message = find(state, textOf(given['ts']));
    if (message === undefined) return refuse('message_not_found');
    const { text, blocks, attachments } = message;
    const edited: SlackMessage = {
      ...message,
      ...contentOf(given),
      before: [...message.before, { text, blocks, attachments }],
    };
    state.messages = state.messages.map((each) => (each === message ? edited : each));
    return { ok: true, channel: state.channel.id, ts: message.ts };
  },

  'chat.postEphemeral': (given, { state }) => {
    const refusal = channelRefusal(given, state) ?? refusalOf(given);
    if (refusal !== undefined) return refuse(refusal);
    state.ephemerals.push({ user: textOf(given['user']), text: textOf(given['text']) });
    return { ok: true, message_ts: '0' };
  },

  'conversations.history': (given, { state }) =>
    page(given, state, (message) => message.threadTs === undefined || message.broadcast),

  'conversations.replies': (given, { state }) => {
    const root = textOf(given['ts']);
    if (find(state, root) === undefined) return refuse('thread_not_found');
    return page(given, state, (message) => message.ts === root || message.threadTs === root);
  },

  'views.open': (given, { state, now }) => {
    const id = textOf(given['trigger_id']);
    const trigger = state.triggers.get(id);
    if (trigger === undefined) return refuse('invalid_trigger_id');
    if (now - trigger.at > triggerMilliseconds) return refuse('expired_trigger_id');
    state.triggers.delete(id);
    const view = readView(given['view']);
    if (view === undefined) return refuse('invalid_arguments');
    state.dialogs.push({ user: trigger.user, view });
    return { ok: true, view };
  },

  'files.getUploadURLExternal': ({ filename, length }, { state, url }) => {
    if (textOf(filename) === '' || Number(length) < 1) return refuse('invalid_arguments');
    const id = `F${randomUUID()}`;
    state.uploads.set(id, { name: textOf(filename) });
    return { ok: true, file_id: id, upload_url: `${url}/upload/${id}` };
  },

  'files.completeUploadExternal': (given, { state, now }) => {
    const refusal = given['channel_id'] === state.channel.id ? undefined : 'channel_not_found';
    if (refusal !== undefined) return refuse(refusal);
    if (!state.channel.isMember) return refuse('not_in_channel');
    const files = (given['files'] as readonly { id: string }[]).map(({ id }) => state.uploads.get(id));
    const stored = files.flatMap((file) =>
      file?.content === undefined ? [] : [{ name: file.name, content: file.content }],
    );
    if (stored.length < files.length) return refuse('file_not_found');
    const threadTs = given['thread_ts'] as string | undefined;
    state.messages.push({
      ts: nextTimestamp(state, now),
      channel: state.channel.id,
      ...(threadTs === undefined ? {} : { threadTs }),
      broadcast: false,
      text: '',
      blocks: [],
      attachments: [],
      metadata: undefined,
      files: stored,
      before: [],
    });
    return { ok: true, files: given['files'] };
  },
};

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function contentOf(given: Arguments): Pick<SlackMessage, 'text' | 'blocks' | 'attachments'> {
  return {
    text: textOf(given['text']),
    blocks: given['blocks'] ?? [],
    attachments: given['attachments'] ?? [],
  };
}

function channelRefusal({ channel }: Arguments, { channel: own }: SlackState): string | undefined {
  if (channel !== own.id) return 'channel_not_found';
  if (own.isArchived) return 'is_archived';
  return own.isMember ? undefined : 'not_in_channel';
}

function find({ messages }: SlackState, ts: string): SlackMessage | undefined {
  return messages.find((message) => message.ts === ts);
}

/** Two messages of a channel never have the same timestamp. */
function nextTimestamp({ messages }: SlackState, now: number): string {
  const seconds = Math.floor(now / 1_000);
  return `${seconds}.${String(messages.length + 1).padStart(6, '0')}`;
}

/** Newest first, a page at a time; metadata only where it is asked for. */
function page(given: Arguments, state: SlackState, isIn: (message: SlackMessage) => boolean): Answer {
  const refusal = channelRefusal(given, state);
  if (refusal !== undefined) return refuse(refusal);
  const oldest = Number(given['oldest'] ?? 0);
  const all = state.messages.filter((message) => Number(message.ts) >= oldest && isIn(message)).toReversed();
  const from = Number(given['cursor'] ?? 0);
  const limit = Number(given['limit'] ?? 100);
  const withMetadata = given['include_all_metadata'] === true;
  const messages = all.slice(from, from + limit).map(({ ts, text, metadata, files }) => ({
    type: 'message',
    ts,
    text,
    ...(withMetadata && metadata !== undefined ? { metadata } : {}),
    ...(files.length > 0 ? { files: files.map(({ name }) => ({ name })) } : {}),
  }));
  const next = from + limit < all.length ? String(from + limit) : '';
  return { ok: true, messages, response_metadata: { next_cursor: next } };
}
