import type { RenderSetting } from '../../src/adapters/slack/render-setting.ts';
import { createSlackChat } from '../../src/adapters/slack/slack-chat.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { ChatSituation, Notice } from '../../src/ports/chat.ts';

/** What Slack would be told of an incident, without a Slack. */
export function noticesOf(
  incident: Incident,
  { stopped = false, ...more }: Partial<RenderSetting & ChatSituation> = {},
): readonly Notice[] {
  const api = { call: () => Promise.reject(new Error('nothing is sent here')) };
  return createSlackChat(api, 'C0INCIDENTS', {
    publicUrl: 'https://firebreak.example.org',
    mode: 'approve',
    canDecide: true,
    ...more,
  }).notices(incident, { stopped });
}

/** The incident's own message, as Slack gets it. */
export function messageOf(incident: Incident, more: Partial<RenderSetting & ChatSituation> = {}) {
  const [first] = noticesOf(incident, more);
  if (first?.body.kind !== 'message') throw new Error('the first notice is no message');
  return first.body.content;
}
