import { describe, expect, it } from 'vitest';
import { FakePorts } from '../../../test/pages/fakes.ts';
import { exchanges } from '../../../test/pages/incidents/exchanges.ts';
import { attack, hostile } from '../../../test/pages/incidents/hostile.ts';
import { followed, lastingFix } from '../../../test/pages/incidents/lasting-fix.ts';
import { fixedScraper, oomScraper, oomScraperLedger } from '../../../test/pages/incidents/oom-scraper.ts';
import { selectorTrap } from '../../../test/pages/incidents/selector-trap.ts';
import { healed, held, settling } from '../../../test/pages/incidents/small-incidents.ts';
import { mistakes } from '../../../test/pages/mistakes.ts';
import { reportOf } from '../../../test/pages/reports.ts';
import { signIn, testApp, type TestAppOptions } from '../../../test/pages/test-app.ts';
import type { Heartbeat } from '../../domain/heartbeat.ts';
import type { LedgerState } from '../../ledger/ledger-state.ts';

async function open(url: string, options: TestAppOptions = {}): Promise<string> {
  const incidents = [settling, oomScraper, selectorTrap, fixedScraper, healed, hostile];
  const { app } = testApp({ ports: new FakePorts(incidents, oomScraperLedger), ...options });
  const { cookie } = await signIn(app);
  return (await app.inject({ url, headers: { cookie } })).body;
}

/** What a reader sees of a page: its text without the markup. */
function textOf(html: string): string {
  return html
    .replace(/<[^>]+>/g, ' ')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ');
}

describe('the list of incidents', () => {
  it('shows each with its standing, and how many wait for approval', async () => {
    const text = textOf(await open('/'));
    expect(text).toContain('3 wait for approval');
    expect(text).toContain('price-scraper is OOM-killed again and again');
    expect(text).toContain('Healed by itself');
  });

  it('narrows by state, outcome and search, and ignores what is no filter', async () => {
    expect(textOf(await open('/?state=settling&outcome=&q='))).not.toContain('price-scraper');
    expect(textOf(await open('/?outcome=fixed'))).not.toContain('Longhorn');
    expect(textOf(await open('/?q=longhorn'))).toContain('Longhorn instance-manager');
    expect(textOf(await open('/?q=nothing-like-it'))).toContain('No incident matches.');
    expect(textOf(await open('/?state=sleeping'))).toContain('Longhorn');
  });

  it('leads to older incidents under the same filter', async () => {
    const many = Array.from({ length: 31 }, (_, index) => ({ ...settling, id: `inc_${index}` }));
    const html = await open('/?state=settling', { ports: new FakePorts(many) });
    expect(html).toContain('href="/?state=settling&amp;after=inc_29"');
  });
});

describe('the page of an incident', () => {
  it('tells what is broken, why, what would change, and what could go wrong', async () => {
    const text = textOf(await open(`/incidents/${oomScraper.id}`));
    for (const words of [
      'A fix is ready. Nothing changes until somebody decides.',
      'container.oom-killed',
      '94 % · alternatives excluded',
      '+ memory: 512Mi',
      'medium risk',
      'If the new ones do not become ready, the roll-out stalls',
      'policies/allowlist.yaml:24#cardboard-memory',
      "kubectl set resources 'deployment/price-scraper'",
      'Expires in 54 min',
      'Alertmanager left out 3 more',
      '1 place could not be looked at',
      'diagnosis made +5.2 s',
      '6,841 / 512',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('says at its head what is proposed, how risky that is, and until when', async () => {
    const text = textOf(await open(`/incidents/${oomScraper.id}`));
    const head = text.slice(0, text.indexOf('Go to the proposal'));
    for (const words of ['set-resources', 'limits memory 512Mi', 'medium risk, expires in 54 min']) {
      expect(head).toContain(words);
    }
  });

  it('of a fix that a freeze keeps back says so, until when, and what it is', async () => {
    const ports = new FakePorts([held]);
    const text = textOf(await open(`/incidents/${held.id}`, { ports }));
    for (const words of [
      'On hold critical',
      'a limit of the policies keeps it back',
      'The freeze quarter-end is in force',
      'judged again in 3 h 45 min (',
      'kubectl -n cardboard set resources deployment/price-scraper',
    ]) {
      expect(text).toContain(words);
    }
    expect(textOf(await open('/', { ports }))).toContain('On hold');
  });

  it('that is closed says why once', async () => {
    const text = textOf(await open(`/incidents/${healed.id}`));
    expect(text.split('What the alerts told of no longer holds in the cluster.')).toHaveLength(2);
    expect(text).not.toContain('what the alerts told of');
  });

  it('shows a card for each of the five layers', async () => {
    const html = await open(`/incidents/${oomScraper.id}`);
    expect(html.match(/class="verdict verdict-/g)).toHaveLength(5);
  });

  it('links citations to the evidence that they name', async () => {
    const html = await open(`/incidents/${oomScraper.id}`);
    expect(html).toContain('href="#evidence-ev_4"');
    expect(html).toContain('id="evidence-ev_4"');
  });

  it('names the runbooks that were chosen, and those of the alerts as text that leads nowhere', async () => {
    const [cited] = oomScraper.evidence;
    const [first, second] = oomScraper.alerts;
    if (cited === undefined || first === undefined || second === undefined) throw new Error('no evidence');
    const runbook = {
      ...cited,
      id: 'ev_90',
      kind: 'runbook',
      source: 'runbooks/out-of-memory.md',
      summary: 'Runbook: Out of memory',
    } as const;
    const withUrl = (alert: typeof first, url: string) => ({ ...alert, annotations: { runbook_url: url } });
    const incident = {
      ...oomScraper,
      evidence: [...oomScraper.evidence, runbook],
      alerts: [withUrl(first, 'https://wiki.exämple/oom'), withUrl(second, 'javascript:alert(1)')],
    };

    const html = await open(`/incidents/${incident.id}`, { ports: new FakePorts([incident]) });

    const section = /<section[^>]*aria-labelledby="runbooks".*?<\/section>/su.exec(html)?.[0] ?? '';
    expect(textOf(section)).toContain('Runbook: Out of memory runbooks/out-of-memory.md');
    expect(section).toContain('href="#evidence-ev_90"');
    expect(textOf(section)).toContain('untrusted https://wiki.xn--exmple-cua/oom');
    expect(section).not.toContain('javascript');
    expect(html).not.toContain('href="http');
  });

  it('binds each of the three forms to the proposal and its hash', async () => {
    const html = await open(`/incidents/${oomScraper.id}`);
    const hash = oomScraper.proposal?.hash ?? '';
    expect(html.split(`name="hash" value="${hash}"`)).toHaveLength(4);
    expect(html.split(`name="proposal" value="prop_01kb3x9d2"`)).toHaveLength(4);
  });

  it('shows a pull request as its reviewers will meet it, what was left out, and what to know beside it', async () => {
    const ports = new FakePorts([lastingFix, followed]);
    const text = textOf(await open(`/incidents/${lastingFix.id}`, { ports }));
    for (const words of [
      'Title Deployment cardboard/price-scraper: set limits.memory of scraper to 512Mi draft',
      'Into main of acme/deployments From firebreak/1f0c9a7be23d44510a9c',
      'pdb.yaml (new)',
      'Reviewers acme/platform, robin',
      'What its reviewers read Firebreak proposes this',
      '+ memory: 512Mi # measured in March',
      'The same as a command',
      'would undo any other change',
      'Not part of it set-resources on Deployment cardboard/price-scraper was refused',
      'No rule of the policies allows set-resources',
    ]) {
      expect(text).toContain(words);
    }

    const after = textOf(await open(`/incidents/${followed.id}`, { ports }));
    expect(after).toContain(
      'Pull request #481 open as a draft checks failing, changes requested, conflicts with its base',
    );
  });

  it('has no place for alerts where a person asked for the change', async () => {
    const asked = { ...lastingFix, alerts: [], truncatedAlerts: 0 };
    expect(await open(`/incidents/${asked.id}`, { ports: new FakePorts([asked]) })).not.toContain(
      'id="alerts"',
    );
    expect(await open(`/incidents/${lastingFix.id}`, { ports: new FakePorts([lastingFix]) })).toContain(
      'id="alerts"',
    );
  });

  it('shows what the guardrails stopped, with the remedy, and that a second person is needed', async () => {
    const text = textOf(await open(`/incidents/${selectorTrap.id}`));
    expect(text).toContain('would also send traffic to StatefulSet cardboard/postgres');
    expect(text).toContain('Remedy: keep app.kubernetes.io/component=web');
    expect(text).toContain('Back for a new decision: Changed since approval');
    expect(text).toContain('1 of 2 approvals given');
  });

  it('offers no decision once it is closed, but the undo', async () => {
    const html = await open(`/incidents/${fixedScraper.id}`);
    expect(html).not.toContain('/decision"');
    expect(html).toContain(`action="/incidents/${fixedScraper.id}/undo"`);
    expect(textOf(html)).toContain('1 of 1 replicas ready');
  });

  it('says on every page that the cluster is simulated, or that nothing is written', async () => {
    const text = textOf(
      await open(`/incidents/${oomScraper.id}`, { about: { simulated: true, mode: 'dry-run' } }),
    );
    expect(text).toContain('Practice cluster. It is simulated');
    expect(text).toContain('Dry-run mode.');
    expect(text).toContain('Approve (dry-run: nothing is written)');
  });

  it('says on every page that a policy rule lets something run without people', async () => {
    const ports = new FakePorts([oomScraper], oomScraperLedger);
    expect(textOf(await open('/', { ports }))).not.toContain('run without people');
    ports.unattendedRules = ['policies/own.yaml:7#scraper-memory'];
    expect(textOf(await open('/', { ports }))).toContain(
      'Some changes run without people. The policies say so: policies/own.yaml:7#scraper-memory.',
    );
  });

  it('says on every page what Firebreak has to do without', async () => {
    const ports = new FakePorts([oomScraper], oomScraperLedger);
    expect(textOf(await open('/', { ports }))).not.toContain('does not answer');
    ports.degraded = [
      { component: 'kubernetes-api', since: '2026-03-04T02:00:00.000Z', reason: 'unreachable' },
    ];
    for (const path of ['/', '/ledger']) {
      expect(textOf(await open(path, { ports }))).toContain('kubernetes-api: unreachable, since');
    }
  });
});

describe('the list of incidents', () => {
  const watchdog = {
    key: 'Watchdog monitoring/k8s',
    name: 'Watchdog',
    labels: {},
    seenAt: '2026-03-04T02:14:00.000Z',
    gapSeconds: 60,
  };
  async function listWith(...heartbeats: readonly Heartbeat[]): Promise<string> {
    const ports = new FakePorts();
    ports.heartbeatList = heartbeats;
    return textOf(await open('/', { ports }));
  }

  it('says whether alerting itself is known to work', async () => {
    expect(await listWith()).toContain('No heartbeat was seen yet');
    expect(await listWith(watchdog)).toContain('Alerting works: Watchdog monitoring/k8s came');
  });

  it('says that alerting itself may be down', async () => {
    const missing = { ...watchdog, missingSince: '2026-03-04T02:14:30.000Z' };
    expect(await listWith(missing)).toContain('Alerting itself may be down.');
  });
});

describe('what Alertmanager says of an alert', () => {
  it.each([
    ['firing', 'contradicted', 'Alertmanager does not know of it: a change takes two people.'],
    ['resolved', 'contradicted', 'Alertmanager says that it still fires: its end cancels nothing.'],
    ['firing', 'confirmed', 'Alertmanager confirms it'],
    ['resolved', 'unconfirmed', 'Until it confirms, the end cancels nothing.'],
  ] as const)('stands with it: %s, %s', async (status, state, said) => {
    const confirmation = { state, at: '2026-03-04T02:14:00.000Z' };
    const alerts = oomScraper.alerts.map((alert) => ({ ...alert, status, confirmation }));
    const ports = new FakePorts([{ ...oomScraper, alerts }]);
    expect(textOf(await open(`/incidents/${oomScraper.id}`, { ports }))).toContain(said);
  });
});

describe('the exchanges with models', () => {
  const address = `/incidents/${oomScraper.id}/exchanges`;
  const withExchanges = (given: typeof exchanges) => {
    const ports = new FakePorts([oomScraper]);
    ports.exchanges = given;
    return { ports };
  };

  it('stand behind the incident, each with what was new in it', async () => {
    expect(await open(`/incidents/${oomScraper.id}`)).toContain(`href="${address}"`);
    const text = textOf(await open(address, withExchanges(exchanges)));
    expect(text.split('You diagnose. You cannot act.')).toHaveLength(3);
    for (const words of [
      '1. litellm:claude-haiku 1.2 s',
      '3721 tokens in, 471 out',
      'read_log({"pod":"price-scraper-7c9f6d5b8-x2vqm"})',
      'more characters',
      'failed: timeout',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('are text, whatever a log or a model says', async () => {
    const html = await open(address, withExchanges(exchanges));
    expect(html).not.toContain(attack);
    expect(html).not.toContain('<script>alert');
  });

  it('fit a page under 100 kB, however many and long they are', async () => {
    const [first] = exchanges;
    if (first === undefined) throw new Error('no exchange');
    const long = { role: 'user', text: 'x'.repeat(400_000) } as const;
    const many = Array.from({ length: 12 }, (_, index) => ({
      ...first,
      id: `exc_${index}`,
      messages: [...Array.from({ length: index }, () => long), { ...long, text: `${index}` }],
    }));
    const html = await open(address, withExchanges(many));
    expect(html.length).toBeLessThan(100_000);
    expect(html).toContain(`${address}?from=10`);
    expect(textOf(await open(`${address}?from=10`, withExchanges(many)))).toContain('11. litellm');
  });

  it('say so where none is kept', async () => {
    expect(textOf(await open(address))).toContain('No model was asked');
  });
});

describe('the ledger page', () => {
  it('begins with the newest, and leads to what came before', async () => {
    const entry = oomScraperLedger[0] ?? expect.fail('no entry');
    const many = Array.from({ length: 230 }, (_, index) => ({ ...entry, seq: index + 1 }));
    const ports = new FakePorts([], many);
    const numbers = async (url: string) => {
      const html = await open(url, { ports });
      return { seqs: html.match(/#\d+(?=<)/gu), earlier: /href="(\/ledger\?[^"]+)"/u.exec(html)?.[1] };
    };
    const first = await numbers('/ledger');
    expect([first.seqs?.at(0), first.seqs?.at(-1), first.earlier]).toEqual([
      '#230',
      '#131',
      '/ledger?before=131',
    ]);
    const last = await numbers('/ledger?before=31');
    expect([last.seqs?.at(0), last.seqs?.at(-1), last.earlier]).toEqual(['#30', '#1', undefined]);
    expect((await numbers('/ledger?before=nothing')).seqs?.at(0)).toBe('#230');
  });

  async function ledgerPage(state: LedgerState): Promise<string> {
    const ports = new FakePorts([], oomScraperLedger);
    ports.ledgerState = state;
    return textOf(await open('/ledger', { ports }));
  }
  const verified = { seq: 7, verifiedAt: '2026-03-04T02:10:00.000Z', findings: [] } as const;

  it('says up to where the chain verifies and a signed head vouches for it', async () => {
    const signed = { keyId: 'a'.repeat(64), signedHead: { seq: 6, at: '2026-03-04T02:09:00.000Z' } };
    const text = await ledgerPage({ ...verified, ...signed });
    expect(text).toContain('The chain verifies up to entry 7');
    expect(text).toContain('The newest head is about entry 6');
  });

  it('says that nobody would see a cut end where no head is signed', async () => {
    expect(await ledgerPage(verified)).toContain('set FIREBREAK_AUDIT_KEY_FILE');
  });

  it('says first what is wrong', async () => {
    const findings = [{ reason: 'audit.cut-tail', seq: 5, problem: 'the ledger ends at entry 4' }] as const;
    const text = await ledgerPage({ ...verified, findings });
    expect(text).toContain('The ledger does not verify.');
    expect(text).toContain('the ledger ends at entry 4 audit.cut-tail');
  });
});

describe('text that others wrote', () => {
  const ledger = [
    {
      ...(oomScraperLedger[0] ?? expect.fail()),
      type: attack,
      actor: attack,
      payload: { message: attack },
      incident: hostile.id,
    },
  ];

  it.each(['/', `/incidents/${hostile.id}`, '/ledger', `/?q=${encodeURIComponent(attack)}`])(
    'stays text on %s: no markup, nothing invisible',
    async (url) => {
      const html = await open(url, { ports: new FakePorts([hostile], ledger) });
      expect(html).toContain('gnp.exe');
      expect(html).not.toMatch(/<script(?! type="module" src="\/assets\/)/);
      expect(html).not.toMatch(/<img(?! src="\/assets\/)/);
      expect(html).not.toContain('\u0007');
      expect(html).not.toMatch(/[\u202E\u200B]/);
      expect(html).toContain('⟨U+202E⟩');
    },
  );

  it('is marked as untrusted, and links nowhere', async () => {
    const html = await open(`/incidents/${hostile.id}`, { ports: new FakePorts([hostile]) });
    expect(html).toContain('class="badge untrusted-mark"');
    expect(html).not.toContain('href="http');
  });
});

describe('the page of failure patterns', () => {
  async function openPatterns(url = '/patterns') {
    const ports = new FakePorts([selectorTrap, oomScraper]);
    ports.report = reportOf(mistakes);
    return { html: await open(url, { ports }), ports };
  }

  it('tells of each pattern what it is, where it showed, and examples with their incidents', async () => {
    const { html } = await openPatterns();
    const text = textOf(html);

    expect(text).toContain('4 mistakes, 1 unclassified');
    expect(text).toContain('The model is told: There is no shell and no host here');
    expect(text).toContain('Service cardboard/web would also send traffic to StatefulSet cardboard/postgres');
    expect(text).toMatch(/\d+ patterns without a mistake/);
    expect(html).toContain(`href="/incidents/${selectorTrap.id}"`);
    expect(html).toContain('href="/patterns?model=bedrock%3Aamazon.nova-micro-v1%3A0"');
  });

  it('asks for what the filter says, and ignores what is no filter', async () => {
    const { ports } = await openPatterns(
      '/patterns?layer=selector&source=no-such&model=&namespace=cardboard',
    );

    expect(ports.reported).toEqual([{ layer: 'selector', namespace: 'cardboard' }]);
  });

  it('escapes what people and models wrote, and marks it', async () => {
    const { html } = await openPatterns();

    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('\u202E');
    expect(textOf(html)).toContain('⟨U+202E⟩');
    expect(html).toContain('untrusted-mark');
  });
});
