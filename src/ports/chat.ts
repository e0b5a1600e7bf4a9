import type { Incident } from '../domain/incident.ts';
import type { JsonObject } from '../domain/objects.ts';

/** One message about an incident as a chat shows it, or a file where a text is too long for a message. */
export interface Notice {
  /** Names it within the incident: `incident` is the message itself, the others stand in its thread. */
  readonly part: string;
  readonly body: NoticeBody;
  /** It is what tells people that they are asked: it goes before the messages of what nobody waits for. */
  readonly urgent?: true;
}

/** What holds for all incidents, and changes what is shown of each. */
export interface ChatSituation {
  /** The stop switch is on. */
  readonly stopped: boolean;
}

export type NoticeBody =
  | {
      readonly kind: 'message';
      readonly content: JsonObject;
      /** Where the chat refuses the content for its form: a few words and the way to the whole. */
      readonly plain: string;
    }
  /** The words of a message whose content was refused. */
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'file'; readonly name: string; readonly title: string; readonly text: string };

/** Where a notice stands in the chat. */
export interface NoticeAddress {
  readonly incident: string;
  readonly part: string;
  /** The timestamp that names the incident's message; absent for that message itself. */
  readonly thread?: string;
}

/** Where people are told. Every method but `notices` throws `ChatError`. */
export interface Chat {
  /** What the chat should show of an incident now, the incident's own message first. */
  notices(incident: Incident, situation: ChatSituation): readonly Notice[];
  /** Returns the timestamp that names the message. */
  post(address: NoticeAddress, body: NoticeBody): Promise<string>;
  update(timestamp: string, address: NoticeAddress, body: NoticeBody): Promise<void>;
  /** The timestamp of a notice that an earlier call may have posted since then. */
  find(address: NoticeAddress, body: NoticeBody, since: Date): Promise<string | undefined>;
}

/**
 * Why the chat did not take a call. `busy`: not now, for everybody. `unreachable`: nobody can tell whether it was done.
 * `refused`: this message is not taken. `closed`: no message is, until somebody mends the set-up. `gone`: the message
 * or the thread does not exist any more.
 */
export type ChatErrorKind = 'busy' | 'unreachable' | 'refused' | 'closed' | 'gone';

export class ChatError extends Error {
  readonly kind: ChatErrorKind;
  /** The chat's own word, such as Slack's `not_in_channel`. */
  readonly code: string;
  readonly retryAfterMilliseconds: number | undefined;

  constructor(
    kind: ChatErrorKind,
    code: string,
    detail: ErrorOptions & { retryAfterMilliseconds?: number } = {},
  ) {
    super(`the chat answered ${code}`, detail);
    this.name = 'ChatError';
    this.kind = kind;
    this.code = code;
    this.retryAfterMilliseconds = detail.retryAfterMilliseconds;
  }
}
