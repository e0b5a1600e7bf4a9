import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { IncidentState, Severity } from '../../src/domain/incident.ts';
import { rowOf } from '../../src/store/incidents.ts';
import { oomScraper } from '../pages/incidents/oom-scraper.ts';
import type { SlackMessage } from '../parts/fake-slack-state.ts';
import { type SlackRig, startSlackRig } from './slack-rig.ts';

let rig: SlackRig;
beforeEach(async () => {
  rig = await startSlackRig();
});
afterEach(() => rig.close());

const many = 500;
const severities: readonly Severity[] = ['info', 'warning', 'warning', 'warning', 'critical'];

/** Every fifth is critical; every fiftieth waits for people. */
const kindOf = (index: number): { severity: Severity; state: IncidentState } => ({
  severity: severities[index % severities.length] ?? 'none',
  state: index % 50 === 3 ? 'awaiting-approval' : 'investigating',
});

const nothingYet = '{"evidence":[],"refusals":[],"executions":[]}';

async function storm() {
  const start = rig.clock.now().getTime();
  const rows = Array.from({ length: many }, (_none, index) => {
    const at = new Date(start + index * 100).toISOString();
    const { severity, state } = kindOf(index);
    return {
      id: `inc_${String(index).padStart(4, '0')}`,
      key: `apps/Deployment/cardboard/app-${index}`,
      cluster: 'default',
      state,
      outcome: null,
      title: `app-${index} is broken`,
      severity,
      target: null,
      namespaces: '["cardboard"]',
      opened_at: at,
      updated_at: at,
      closed_at: null,
      due_at: null,
      document: state === 'awaiting-approval' ? rowOf(oomScraper).document : nothingYet,
    };
  });
  await rig.db.insertInto('incidents').values(rows).execute();
}

const isReply = ({ threadTs }: SlackMessage) => threadTs !== undefined;

describe('500 incidents in a minute', () => {
  it('stay within what Slack takes, each once, the urgent ones first', async () => {
    await storm();
    await rig.start();
    await rig.settled(120_000);

    const posts = rig.slack.state.calls.filter(({ method }) => method === 'chat.postMessage');
    expect(new Set(rig.slack.state.calls.map(({ answer }) => answer))).toEqual(new Set(['ok']));
    expect(posts).toHaveLength(many + rig.slack.state.messages.filter(isReply).length);
    expect(rig.slack.messages()).toHaveLength(many);

    const rank = (text: string) =>
      (text.includes('Waiting for approval') ? 0 : 1) +
      (text.includes('critical') ? 0 : text.includes('warning') ? 2 : 4);
    const ranks = rig.slack.messages().map(({ text }) => rank(text));
    expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
    expect(new Set(rig.slack.messages().map(({ text }) => text)).size).toBe(many);

    // Those that wait are warnings: what asks people about them goes before the warnings that nobody waits for.
    const { messages } = rig.slack.state;
    const asked = messages.map(({ broadcast }) => broadcast).lastIndexOf(true);
    expect(messages.filter(({ broadcast }) => broadcast)).toHaveLength(many / 50);
    expect(asked).toBeLessThan(messages.findIndex(({ text }) => text.includes('warning · Investigating')));
  }, 150_000);
});
