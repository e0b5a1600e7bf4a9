import { z } from 'zod';
import type { Chat, NoticeAddress, NoticeBody } from '../../ports/chat.ts';
import type { SlackApi } from './api.ts';
import { incidentMessage } from './incident-message.ts';
import type { RenderSetting } from './render-setting.ts';
import { threadNotices } from './thread.ts';

const posted = z.object({ ts: z.string() });
const history = z.object({
  messages: z
    .array(
      z.object({
        ts: z.string(),
        metadata: z
          .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
          .optional(),
        files: z.array(z.object({ name: z.string().nullish() })).optional(),
      }),
    )
    .default([]),
  response_metadata: z.object({ next_cursor: z.string().default('') }).optional(),
});

/** Names our messages to ourselves, so that one whose answer was lost is found again. */
const eventType = 'firebreak_notice';
const clockSkewSeconds = 120;
const mostPages = 10;

/**
 * Incidents in one Slack channel. Links are not unfurled and names not linked: nothing that a text holds makes Slack
 * fetch or notify. https://docs.slack.dev/reference/methods/chat.postMessage
 */
export function createSlackChat(api: SlackApi, channel: string, setting: RenderSetting): Chat {
  const payload = (address: NoticeAddress, body: Exclude<NoticeBody, { kind: 'file' }>) => ({
    channel,
    ...(body.kind === 'plain' ? { text: body.text, attachments: [], blocks: [] } : body.content),
    metadata: {
      event_type: eventType,
      event_payload: { incident: address.incident, part: address.part },
    },
    unfurl_links: false,
    unfurl_media: false,
    link_names: false,
  });
  const thread = (address: NoticeAddress) =>
    address.thread === undefined ? {} : { thread_ts: address.thread };

  return {
    notices: (incident, situation) => [
      { part: 'incident', body: incidentMessage(incident, setting, situation) },
      ...threadNotices(incident, setting, situation),
    ],
    async post(address, body) {
      if (body.kind === 'file') {
        const { thread: thread_ts } = address;
        const { name: filename, title, text: content } = body;
        const file = { channel_id: channel, filename, title, content };
        await api.call((client) =>
          client.filesUploadV2(thread_ts === undefined ? file : { ...file, thread_ts }),
        );
        // Slack shares a file in its own time; nothing ever edits it, so its name will do.
        return filename;
      }
      const message = { ...payload(address, body), ...thread(address) };
      return posted.parse(await api.call((client) => client.apiCall('chat.postMessage', message))).ts;
    },
    async update(timestamp, address, body) {
      if (body.kind === 'file') return;
      const { reply_broadcast: _once, ...rest } = payload(address, body) as Record<string, unknown>;
      await api.call((client) => client.apiCall('chat.update', { ...rest, ts: timestamp }));
    },
    async find(address, body, since) {
      const oldest = String(Math.floor(since.getTime() / 1000) - clockSkewSeconds);
      const method = address.thread === undefined ? 'conversations.history' : 'conversations.replies';
      const where = {
        channel,
        oldest,
        limit: 200,
        include_all_metadata: true,
        ...(address.thread === undefined ? {} : { ts: address.thread }),
      };
      let cursor: string | undefined;
      for (let page = 0; page < mostPages; page += 1) {
        const at = cursor === undefined ? where : { ...where, cursor };
        const read = history.parse(await api.call((client) => client.apiCall(method, at)));
        const found = read.messages.find((message) => isOf(message, address, body));
        if (found !== undefined) return body.kind === 'file' ? body.name : found.ts;
        cursor = read.response_metadata?.next_cursor;
        if (cursor === undefined || cursor === '') return undefined;
      }
      return undefined;
    },
  };
}

type Message = z.output<typeof history>['messages'][number];

function isOf({ metadata, files }: Message, { incident, part }: NoticeAddress, body: NoticeBody): boolean {
  if (body.kind === 'file') return files?.some(({ name }) => name === body.name) === true;
  return (
    metadata?.event_type === eventType &&
    metadata.event_payload['incident'] === incident &&
    metadata.event_payload['part'] === part
  );
}
