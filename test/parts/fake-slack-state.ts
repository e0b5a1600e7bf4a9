import type { View } from './fake-slack-rules.ts';

export interface SlackMessage {
  readonly ts: string;
  readonly channel: string;
  readonly threadTs?: string;
  readonly broadcast: boolean;
  readonly text: string;
  readonly blocks: unknown;
  readonly attachments: unknown;
  readonly metadata: unknown;
  readonly files: readonly { readonly name: string; readonly content: string }[];
  /** What it was before each edit, the first content first. */
  readonly before: readonly Pick<SlackMessage, 'text' | 'attachments' | 'blocks'>[];
}

/** What a Slack workspace holds, as far as this bot sees it. */
export interface SlackState {
  readonly channel: { readonly id: string; readonly name: string; isMember: boolean; isArchived: boolean };
  scopes: readonly string[];
  messages: SlackMessage[];
  readonly calls: { readonly method: string; readonly at: number; readonly answer: string }[];
  readonly ephemerals: { readonly user: string; readonly text: string }[];
  readonly dialogs: { readonly user: string; readonly view: View }[];
  /** When each trigger was made, and whose it is. */
  readonly triggers: Map<string, { readonly at: number; readonly user: string }>;
  readonly uploads: Map<string, { readonly name: string; content?: string }>;
  /** What becomes of the next calls of a method, one after the other; `*` is every method. */
  readonly faults: { readonly method: string; readonly fault: SlackFault; left: number }[];
  sockets: number;
}

/**
 * `lost-request`: never reaches Slack. `lost-answer`: Slack does it and the answer is lost. `no-answer`: Slack does it
 * and answers nothing. `held`: Slack does it once it is released, and answers nothing. A number: 429 with so many seconds
 * to wait. Anything else is the error that Slack answers.
 */
export type SlackFault =
  | 'lost-request'
  | 'lost-answer'
  | 'no-answer'
  | 'held'
  | number
  | { readonly error: string };

const allScopes = [
  'chat:write',
  'files:write',
  'channels:read',
  'channels:history',
  'groups:read',
  'groups:history',
];

export function emptyState(): SlackState {
  return {
    channel: { id: 'C0INCIDENTS', name: 'incidents', isMember: true, isArchived: false },
    scopes: allScopes,
    messages: [],
    calls: [],
    ephemerals: [],
    dialogs: [],
    triggers: new Map(),
    uploads: new Map(),
    faults: [],
    sockets: 0,
  };
}
