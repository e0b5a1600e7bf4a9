import { assert, constantFrom, oneof, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Incident } from '../../src/domain/incident.ts';
import { fixedScraper, oomScraper } from '../pages/incidents/oom-scraper.ts';
import { followed, lastingFix } from '../pages/incidents/lasting-fix.ts';
import { hostile } from '../pages/incidents/hostile.ts';
import { selectorTrap } from '../pages/incidents/selector-trap.ts';
import { healed, refused } from '../pages/incidents/small-incidents.ts';
import { controlSequences, refusalOf } from '../parts/fake-slack-rules.ts';
import { buttonsOf } from '../parts/fake-slack.ts';
import type { JsonObject } from '../../src/domain/objects.ts';
import { seed } from '../support/seed.ts';
import { lifecycle } from './lifecycle.ts';
import { messageOf, noticesOf } from './rendered.ts';

const idsOf = (message: JsonObject) =>
  buttonsOf({ attachments: message['attachments'] }).map(({ action_id: id }) => id);

/** The incident with one text in every place where others write. */
function saying(text: string, incident: Incident = oomScraper): Incident {
  const replaced = JSON.parse(
    JSON.stringify(incident, (key, value: unknown) => (written.has(key) ? text : value)),
  ) as Incident;
  return { ...replaced, decisions: [{ ...decision, reason: text, by: { kind: 'person', name: text } }] };
}
const written = new Set([
  'title',
  'summary',
  'why',
  'diff',
  'kubectl',
  'message',
  'detail',
  'note',
  'changedSince',
]);
const decision = {
  id: 'dec_1',
  proposal: 'prop_1',
  hash: 'h',
  decision: 'deny',
  channel: 'slack',
  at: '2026-03-04T02:11:58.000Z',
} as const;

const ping =
  'disk full <!channel> <!here> <@U0CEO> <https://evil.example|mend it> & @here ``` *Approved by the boss*';

describe('a message in Slack', () => {
  it.each<[string, Incident]>([
    ['waiting', oomScraper],
    ['fixed', fixedScraper],
    ['of a trap', selectorTrap],
    ['of a pull request', lastingFix],
    ['of an open pull request', followed],
    ['healed', healed],
    ['refused', refused],
    ['hostile', hostile],
    ['of a diff of 5,000 lines', saying('+ line & more <here>\n'.repeat(5_000))],
    ['of ten thousand emoji', saying('👩‍🚒'.repeat(10_000))],
    [
      'of five hundred pieces of evidence',
      { ...oomScraper, evidence: Array.from({ length: 500 }, () => oomScraper.evidence).flat() },
    ],
    ['of sixty steps', { ...selectorTrap, proposal: manySteps(selectorTrap) }],
  ])('%s fits what Slack takes, part by part', (_what, incident) => {
    for (const { body, part } of noticesOf(incident)) {
      if (body.kind === 'message') expect(refusalOf(body.content), part).toBeUndefined();
    }
  });

  it.each(lifecycle)('fits what Slack takes: $title', ({ incident, situation }) => {
    for (const { body, part } of noticesOf(incident, situation)) {
      if (body.kind === 'message') expect(refusalOf(body.content), part).toBeUndefined();
    }
  });

  it('of any text fits what Slack takes, and notifies nobody', () => {
    assert(
      property(
        oneof(
          string({ unit: 'grapheme', maxLength: 4_000 }),
          string({
            unit: constantFrom('<', '&', '`', '!', 'channel>', '*', '\n', '👩‍🚒'),
            maxLength: 3_000,
          }),
        ),
        (text) => {
          for (const incident of [saying(text), saying(text, fixedScraper)]) {
            for (const { body } of noticesOf(incident)) {
              if (body.kind !== 'message') continue;
              expect(refusalOf(body.content)).toBeUndefined();
              expect(controlSequences(body.content)).toEqual([]);
            }
          }
        },
      ),
      { seed, numRuns: 50 },
    );
  });

  it('makes of a mention, a link or a format in a log line plain text', () => {
    for (const { body } of noticesOf(saying(ping))) {
      if (body.kind !== 'message') continue;
      expect(controlSequences(body.content)).toEqual([]);
      // Within code Slack formats nothing.
      const formatted = JSON.stringify(body.content).replaceAll(/```.*?```/gu, '');
      expect(formatted).not.toContain('*Approved');
    }
  });

  it('has no button that approves high risk, and says where that is done', () => {
    const high = { ...oomScraper, proposal: withRisk(oomScraper, 'high') };
    expect(idsOf(messageOf(high))).toEqual(['firebreak.deny', 'firebreak.hand-over', 'firebreak.open']);
    expect(JSON.stringify(messageOf(high))).toContain('Approve on the page, signed in');
    expect(idsOf(messageOf(oomScraper))).toContain('firebreak.approve');
  });

  it('asks about a pull request as its reviewers would: where it goes, what it is called, what it changes', () => {
    const [approve] = buttonsOf({ attachments: messageOf(lastingFix)['attachments'] });
    const asked = approve?.confirm?.text.text ?? '';
    expect(asked).toContain(
      'draft pull request into main of acme/deployments: Deployment cardboard/price-scraper',
    );
    expect(asked).toContain('(2 files)');
    const told = JSON.stringify(messageOf(lastingFix));
    expect(told).toContain('*Draft pull request* into `main` of `acme/deployments`');
    expect(told).toContain('deployment-with-a-long-name.yaml`');
    expect(told).toContain('memory: 512Mi # measured in March');
    expect(told + asked).not.toContain('edits');
  });

  it('says what is not part of a proposal, and what to know beside it', () => {
    const told = JSON.stringify(messageOf(lastingFix));
    expect(told).toContain(
      '*Not part of it*: `set-resources` on `Deployment cardboard/price-scraper` was refused',
    );
    expect(told).toContain('would undo any other change');
  });

  it('says how an open pull request stands', () => {
    expect(JSON.stringify(messageOf(followed))).toContain(
      '|Pull request #481>: open as a draft, checks failing, changes requested, conflicts with its base',
    );
  });

  it('has only a link where no click could reach us', () => {
    expect(idsOf(messageOf(oomScraper, { canDecide: false }))).toEqual(['firebreak.open']);
  });

  it('has a long diff as a file in the thread, and a short one in itself', () => {
    const kinds = (incident: Incident) =>
      noticesOf(incident).filter(({ body }) => body.kind === 'file').length;
    expect(kinds(oomScraper)).toBe(0);
    expect(kinds(saying('+ a line of the diff\n'.repeat(100)))).toBe(1);
  });

  it('marks evidence that workloads could have written', () => {
    const evidence = noticesOf(oomScraper).find(({ part }) => part === 'evidence');
    expect(JSON.stringify(evidence)).toContain('_(untrusted)_');
  });
});

function withRisk({ proposal }: Incident, risk: 'high') {
  if (proposal === undefined) throw new Error('there is no proposal');
  return { ...proposal, steps: proposal.steps.map((step) => ({ ...step, risk })) };
}

function manySteps({ proposal }: Incident) {
  const [step] = proposal?.steps ?? [];
  if (proposal === undefined || step === undefined) throw new Error('there is no step');
  return { ...proposal, steps: Array.from({ length: 60 }, () => step) };
}
