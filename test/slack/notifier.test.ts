import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setStopped } from '../../src/store/stop-switch.ts';
import { rowOf } from '../../src/store/incidents.ts';
import { oomScraper } from '../pages/incidents/oom-scraper.ts';
import type { SlackMessage } from '../parts/fake-slack-state.ts';
import { buttonsOf } from '../parts/fake-slack.ts';
import { waitFor } from '../parts/wait.ts';
import { alice } from '../support/response-rig.ts';
import { type SlackRig, startSlackRig } from './slack-rig.ts';

let rig: SlackRig;
beforeEach(async () => {
  rig = await startSlackRig();
});
afterEach(() => rig.close());

/** The crash loop's incident, waiting for people, and shown. */
async function shownProposal(): Promise<SlackMessage> {
  await rig.start();
  await rig.notify('KubePodCrashLooping');
  await rig.reach('awaiting-approval');
  await rig.settled();
  return theMessage();
}

function theMessage(): SlackMessage {
  const [message, ...others] = rig.slack.messages();
  if (message === undefined || others.length > 0)
    throw new Error(`${others.length + 1} messages in the channel`);
  return message;
}

const colourOf = ({ attachments }: Pick<SlackMessage, 'attachments'>) =>
  (attachments as readonly { color: string }[])[0]?.color;

describe('an incident in Slack', () => {
  it('is one message, amber while it waits, green once it is fixed, and says who decided', async () => {
    const asked = await shownProposal();
    expect(asked.text).toContain('Waiting for approval');
    expect(buttonsOf(asked).map(({ action_id: id }) => id)).toEqual([
      'firebreak.approve',
      'firebreak.deny',
      'firebreak.hand-over',
      'firebreak.open',
    ]);

    await rig.decide(await rig.incident());
    rig.state.condition = 'gone';
    await rig.reach('closed');
    await rig.settled();

    const ended = theMessage();
    expect(ended.ts).toBe(asked.ts);
    expect(ended.text).toContain('Fixed');
    expect(JSON.stringify(ended.attachments)).toContain('*alice* approved');
    expect(buttonsOf(ended).map(({ action_id: id }) => id)).toEqual(['firebreak.open']);
    expect([colourOf(asked), colourOf(ended)]).toEqual(['#e8912d', '#2eb67d']);
  });

  it('has its evidence, the change, the decision and the end in the thread, each once', async () => {
    const asked = await shownProposal();
    await rig.decide(await rig.incident());
    rig.state.condition = 'gone';
    await rig.reach('closed');
    await rig.settled();

    const parts = rig.slack
      .replies(asked)
      .map(
        ({ metadata }) => (metadata as { event_payload: { part: string } }).event_payload.part.split(':')[0],
      );
    expect(parts).toHaveLength(5);
    expect(new Set(parts)).toEqual(new Set(['ask', 'decision', 'end', 'evidence', 'proposal']));
  });

  it('is said in the channel once more when it waits for people: an edit notifies nobody', async () => {
    const asked = await shownProposal();
    const broadcast = rig.slack.replies(asked).filter((reply) => reply.broadcast);
    expect(broadcast.map(({ text }) => text)).toEqual([expect.stringContaining('Waiting for approval')]);
  });

  it('says that the stop switch is on, without the button that would be refused, until it is released', async () => {
    await shownProposal();
    const buttons = () => buttonsOf(theMessage()).map(({ action_id: id }) => id);
    await setStopped(rig.db, true, alice, rig.clock.now());
    await rig.settled();
    expect(JSON.stringify(theMessage().attachments)).toContain('*The stop switch is on*');
    expect(buttons()).toEqual(['firebreak.deny', 'firebreak.hand-over', 'firebreak.open']);

    await setStopped(rig.db, false, alice, rig.clock.now());
    await rig.settled();
    expect(JSON.stringify(theMessage().attachments)).not.toContain('stop switch');
    expect(buttons()).toContain('firebreak.approve');
  });

  it('is not shown while it settles, nor when it heals by itself before anything was looked at', async () => {
    await rig.start();
    await rig.notify('KubePodCrashLooping');
    expect((await rig.incident()).state).toBe('settling');
    rig.state.condition = 'gone';
    await rig.reach('closed');
    await rig.settled();
    expect(rig.slack.messages()).toEqual([]);
  });

  it('that heals while its first message is still being written is shown as healed', async () => {
    await rig.notify('KubePodCrashLooping');
    await rig.reach('investigating');
    rig.pausing.do = async () => {
      rig.pausing.do = async () => {};
      await rig.notify('KubePodCrashLooping', { status: 'resolved' });
      await rig.reach('closed');
    };
    await rig.start();
    await waitFor(async () => (await rig.incident()).state === 'closed', { what: 'the end' });
    await rig.settled();
    expect(theMessage().text).toContain('Healed by itself');
    expect(buttonsOf(theMessage()).map(({ action_id: id }) => id)).toEqual(['firebreak.open']);
  });

  it('that ended before Slack was there is history, not news', async () => {
    await rig.notify('KubePodCrashLooping');
    await rig.decide(await rig.reach('awaiting-approval'), 'deny');
    await rig.reach('closed');
    rig.clock.advance(1_000);
    await rig.start();
    await rig.settled();
    expect(rig.slack.messages()).toEqual([]);
  });
});

describe('a diff that is too long for a message', () => {
  const line = '+ a line of the diff\n';

  it.each([
    ['', undefined],
    [', though the answer was lost', 'lost-answer'],
  ] as const)('is one file in the thread%s', async (_what, fault) => {
    const { proposal } = oomScraper;
    const [step] = proposal?.steps ?? [];
    if (proposal === undefined || step === undefined) throw new Error('there is no proposal');
    const incident = {
      ...oomScraper,
      proposal: { ...proposal, steps: [{ ...step, diff: line.repeat(100) }] },
    };
    const { id, key, cluster, openedAt: opened_at, updatedAt: updated_at } = incident;
    await rig.db
      .insertInto('incidents')
      .values({ ...rowOf(incident), id, key, cluster, opened_at, updated_at, closed_at: null, due_at: null })
      .execute();
    if (fault !== undefined) rig.slack.fault('files.completeUploadExternal', fault);
    await rig.start();
    await rig.settled();

    const files = rig.slack.replies(theMessage()).flatMap((reply) => reply.files);
    expect(files).toEqual([{ name: `firebreak-${proposal.id}.diff`, content: line.repeat(100).trimEnd() }]);
  });
});

describe('Slack that fails', () => {
  it.each(['lost-answer', 'lost-request'] as const)(
    'with a %s to a post does not show anything twice',
    async (fault) => {
      rig.slack.fault('chat.postMessage', fault);
      const asked = await shownProposal();
      expect(rig.seen).toContain('no_answer');
      expect(rig.slack.messages()).toHaveLength(1);
      expect(new Set(rig.slack.replies(asked).map(({ text }) => text)).size).toBe(
        rig.slack.replies(asked).length,
      );
    },
  );

  it('with a lost answer right before a crash is searched before anything is posted again', async () => {
    rig.slack.fault('chat.postMessage', 'lost-answer');
    rig.slack.fault('conversations.history', 'lost-request', 1_000);
    await rig.start();
    await rig.notify('KubePodCrashLooping');
    await rig.reach('awaiting-approval');
    await waitFor(() => rig.slack.messages().length === 1, { what: 'the post whose answer is lost' });
    await rig.halt();
    rig.slack.state.faults.splice(0);

    await rig.start();
    await rig.settled();

    expect(rig.slack.messages()).toHaveLength(1);
    expect(rig.seen).toContain('found');
    expect(theMessage().text).toContain('Waiting for approval');
  });

  it('is left alone for as long as it asks for', async () => {
    rig.slack.fault('chat.postMessage', 30);
    const before = rig.clock.now().getTime();
    await shownProposal();
    const [first, second] = rig.slack.state.calls.filter(({ method }) => method === 'chat.postMessage');
    expect(first).toMatchObject({ answer: 'ratelimited' });
    expect((second?.at ?? 0) - (first?.at ?? before)).toBeGreaterThanOrEqual(30_000);
  });

  it('holds up no incident while it is away, and shows each as it then is, once', async () => {
    rig.slack.away(true);
    await rig.start();
    await rig.approved();
    rig.state.condition = 'gone';
    const closed = await rig.reach('closed');
    expect(closed.outcome).toBe('fixed');
    rig.slack.away(false);
    await rig.settled();
    expect(theMessage().text).toContain('Fixed');
    expect(theMessage().before).toEqual([]);
  });

  it('with a deleted message gets a new one, with its thread', async () => {
    const asked = await shownProposal();
    rig.slack.state.messages = [];
    await rig.decide(await rig.incident(), 'deny');
    await rig.reach('closed');
    await rig.settled();
    expect(theMessage().ts).not.toBe(asked.ts);
    expect(rig.slack.replies(theMessage()).length).toBeGreaterThan(0);
  });

  it('that refuses the form of a message gets it in plain words, and the refusal is on record', async () => {
    rig.slack.fault('chat.postMessage', { error: 'invalid_blocks' });
    const message = await shownProposal();
    expect(message.attachments).toEqual([]);
    expect(message.text).toContain('https://firebreak.example.org/incidents/');
    expect(await rig.ledger()).toContain('message.not-delivered');
  });

  it('without an invitation is on record once, and shows everything once invited', async () => {
    rig.slack.state.channel.isMember = false;
    await rig.start();
    await rig.notify('KubePodCrashLooping');
    await rig.reach('awaiting-approval');
    await waitFor(() => rig.seen.filter((each) => each === 'not_in_channel').length > 2, {
      what: 'several tries',
    });
    rig.slack.state.channel.isMember = true;
    await rig.settled();
    expect(theMessage().text).toContain('Waiting for approval');
    const entries = await rig.ledger();
    expect(entries.filter((type) => type === 'message.not-delivered')).toHaveLength(1);
  });
});

describe('Slack that is slow', () => {
  beforeEach(async () => {
    await rig.close();
    rig = await startSlackRig({ timeoutMilliseconds: 100 });
  });

  it('holds up no incident, and shows each once afterwards', async () => {
    rig.slack.fault('*', 'no-answer', 5);
    await rig.start();
    await rig.approved();
    rig.state.condition = 'gone';
    expect(await rig.reach('closed')).toMatchObject({ outcome: 'fixed' });
    await rig.settled();
    expect(rig.seen).toContain('no_answer');
    expect(theMessage().text).toContain('Fixed');
    const replies = rig.slack.replies(theMessage()).map(({ text }) => text);
    expect(new Set(replies).size).toBe(replies.length);
  });

  it('and posts when we have long hung up is not sent the same again', async () => {
    rig.slack.fault('chat.postMessage', 'held');
    rig.pausing.do = async () => {
      if (rig.seen.includes('outcome_unknown')) rig.slack.release();
    };
    await shownProposal();
    expect(rig.seen).toContain('found');
    expect(rig.slack.messages()).toHaveLength(1);
  });
});
