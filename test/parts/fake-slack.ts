import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { argumentsIn, fileIn } from './fake-slack-form.ts';
import { type Answer, methods, textOf } from './fake-slack-methods.ts';
import { attachments, scopesOf } from './fake-slack-rules.ts';
import { type Acknowledged, ackMilliseconds, postInteraction, slackTokens } from './fake-slack-signing.ts';
import { acceptSockets, type TestSocket } from './fake-slack-socket.ts';
import { emptyState, type SlackFault, type SlackMessage, type SlackState } from './fake-slack-state.ts';

export interface FakeSlackOptions {
  /** The time of day, in milliseconds. */
  readonly now?: () => number;
  /** Whether the limits of messages a second and edits a minute are enforced; true unless told. */
  readonly limits?: boolean;
}

/** A Slack workspace that is as strict as the real one, where interactions are never delivered twice. */
export interface FakeSlack {
  readonly url: string;
  readonly state: SlackState;
  /** Messages in the channel itself, without replies. */
  messages(): readonly SlackMessage[];
  replies(to: SlackMessage): readonly SlackMessage[];
  fault(method: string, fault: SlackFault, times?: number): void;
  /** Does what has been held. */
  release(): void;
  /** Cuts every connection, and every one to come, until told otherwise. */
  away(isAway: boolean): void;
  sockets(): readonly TestSocket[];
  /** Presses a button that the message shows now. `at`: over HTTP to this address instead of Socket Mode. */
  click(user: string, message: SlackMessage, button: string, at?: string): Promise<Acknowledged>;
  /** Sends the newest dialog that is open for somebody. */
  submit(user: string, reason: string, at?: string): Promise<Acknowledged>;
  stop(): Promise<void>;
}

export async function startFakeSlack(options: FakeSlackOptions = {}): Promise<FakeSlack> {
  const { now = Date.now, limits = true } = options;
  const state = emptyState();
  const sockets: TestSocket[] = [];
  const held: (() => void)[] = [];
  const waiting = new Map<string, (answer: unknown) => void>();
  let isAway = false;
  let url = '';

  const server = createServer((request, response) => {
    void handle(request, response).catch(() => response.destroy());
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (isAway) {
      request.socket.destroy();
      return;
    }
    const path = new URL(request.url ?? '/', url).pathname;
    if (path.startsWith('/upload/')) {
      const upload = state.uploads.get(path.slice('/upload/'.length));
      if (upload !== undefined) upload.content = fileIn(body, request.headers['content-type'] ?? '');
      response.end('OK');
      return;
    }
    const method = path.replace(/^\/api\//u, '');
    const fault = takeFault(method);
    if (fault === 'lost-request') {
      request.socket.destroy();
      return;
    }
    const retryAfter = typeof fault === 'number' ? fault : limits ? overLimit(method) : undefined;
    if (retryAfter !== undefined) {
      state.calls.push({ method, at: now(), answer: 'ratelimited' });
      response
        .writeHead(429, { 'retry-after': String(retryAfter) })
        .end('{"ok":false,"error":"ratelimited"}');
      return;
    }
    if (fault === 'held') await new Promise<void>((resolve) => held.push(resolve));
    const answer =
      typeof fault === 'object' ? { ok: false, error: fault.error } : answerTo(method, body, request);
    state.calls.push({ method, at: now(), answer: answer.ok ? 'ok' : String(answer['error']) });
    if (fault === 'no-answer' || fault === 'held') return;
    if (fault === 'lost-answer') {
      request.socket.destroy();
      return;
    }
    response
      .writeHead(200, { 'content-type': 'application/json', 'x-oauth-scopes': state.scopes.join(',') })
      .end(JSON.stringify(answer));
  }

  function answerTo(method: string, body: string, request: IncomingMessage): Answer {
    const given = argumentsIn(body);
    const token = (request.headers.authorization ?? '').replace('Bearer ', '') || textOf(given['token']);
    const wanted = method === 'apps.connections.open' ? slackTokens.app : slackTokens.bot;
    if (token !== wanted) return { ok: false, error: 'invalid_auth' };
    const needed = scopesOf[method];
    const run = methods[method];
    if (needed === undefined || run === undefined) return { ok: false, error: 'unknown_method' };
    const granted = token === slackTokens.app ? ['connections:write'] : state.scopes;
    if (needed.length > 0 && !needed.some((scope) => granted.includes(scope))) {
      return { ok: false, error: 'missing_scope', needed: needed.join(','), provided: granted.join(',') };
    }
    return run(given, { state, url, now: now() });
  }

  function takeFault(method: string): SlackFault | undefined {
    const next = state.faults.find(
      (each) => each.left > 0 && (each.method === method || each.method === '*'),
    );
    if (next === undefined) return undefined;
    next.left -= 1;
    return next.fault;
  }

  /** A message a second and channel; fifty edits a minute. https://docs.slack.dev/apis/web-api/rate-limits */
  function overLimit(method: string): number | undefined {
    const taken = state.calls.filter((call) => call.method === method && call.answer !== 'ratelimited');
    const last = taken.at(-1);
    if (method === 'chat.postMessage' && last !== undefined && now() - last.at < 1_000) return 1;
    const lastMinute = taken.filter(({ at }) => now() - at < 60_000).length;
    return method === 'chat.update' && lastMinute >= 50 ? 10 : undefined;
  }

  acceptSockets(
    server,
    (path) => !isAway && path.startsWith('/link/?ticket='),
    (socket) => {
      sockets.push(socket);
      socket.onMessage((message) => {
        const { envelope_id: id, payload } = message as { envelope_id: string; payload?: unknown };
        waiting.get(id)?.(payload);
      });
      socket.send({ type: 'hello', num_connections: sockets.filter((each) => each.isOpen()).length });
    },
  );

  function deliver(payload: unknown, at: string | undefined): Promise<Acknowledged> {
    return at === undefined ? overSocket(payload) : postInteraction(at, payload, { now: now() });
  }

  async function overSocket(payload: unknown): Promise<Acknowledged> {
    const open = sockets.filter((socket) => socket.isOpen());
    const socket = open[state.calls.length % Math.max(1, open.length)];
    if (socket === undefined) return { acknowledged: false };
    const id = randomUUID();
    const answered = new Promise<Acknowledged>((resolve) => {
      const late = setTimeout(() => resolve({ acknowledged: false }), ackMilliseconds);
      waiting.set(id, (answer) => {
        clearTimeout(late);
        resolve({ acknowledged: true, answer });
      });
    });
    socket.send({ envelope_id: id, type: 'interactive', payload, accepts_response_payload: true });
    return answered;
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  url = `http://127.0.0.1:${address.port}`;

  return {
    url: `${url}/api/`,
    state,
    messages: () => state.messages.filter(({ threadTs }) => threadTs === undefined),
    replies: ({ ts }) => state.messages.filter(({ threadTs }) => threadTs === ts),
    fault(method, fault, times = 1) {
      state.faults.push({ method, fault, left: times });
    },
    release() {
      for (const go of held.splice(0)) go();
    },
    away(away) {
      isAway = away;
      if (away) for (const socket of sockets.splice(0)) socket.cut();
    },
    sockets: () => sockets.filter((socket) => socket.isOpen()),
    async click(user, message, button, at) {
      const element = buttonsOf(message).find(({ action_id: id }) => id === button);
      if (element === undefined) throw new Error(`the message shows no button ${button}`);
      const trigger = randomUUID();
      state.triggers.set(trigger, { at: now(), user });
      const { action_id, value } = element;
      return deliver(
        {
          type: 'block_actions',
          user: { id: user, username: 'whoever', team_id: 'T0EXAMPLE' },
          trigger_id: trigger,
          channel: { id: message.channel },
          message: { ts: message.ts },
          actions: [
            {
              type: 'button',
              action_id,
              ...(value === undefined ? {} : { value }),
              action_ts: String(now()),
            },
          ],
        },
        at,
      );
    },
    async submit(user, reason, at) {
      const dialog = state.dialogs.findLast((each) => each.user === user);
      const field = dialog?.view.blocks.find((each) => each.type === 'input');
      if (dialog === undefined || field === undefined) throw new Error(`no dialog is open for ${user}`);
      const values = {
        [field.block_id ?? '']: { [field.element.action_id]: { type: 'plain_text_input', value: reason } },
      };
      const { callback_id, private_metadata } = dialog.view;
      return deliver(
        {
          type: 'view_submission',
          user: { id: user },
          view: { callback_id, private_metadata, state: { values } },
        },
        at,
      );
    },
    async stop() {
      for (const socket of sockets) socket.cut();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The buttons of a message, in its attachments. */
export function buttonsOf(message: Pick<SlackMessage, 'attachments'>) {
  return attachments
    .parse(message.attachments)
    .flatMap(({ blocks = [] }) => blocks)
    .flatMap((block) => (block.type === 'actions' ? block.elements : []));
}
