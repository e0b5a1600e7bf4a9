import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import { createKubernetesCluster } from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { compose } from '../../src/compose/compose.ts';
import { loadConfig } from '../../src/config.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { Limits } from '../../src/guardrails/policies/policies.ts';
import { incidentDetailSchema } from '../../src/http/api/schemas/incident-detail.ts';
import { incidentListSchema } from '../../src/http/api/schemas/incident-summary.ts';
import { loadScenario } from '../../src/practice/scenario.ts';
import { hasWritten } from '../../src/practice/server.ts';
import { startScenario } from '../../src/practice/start-scenario.ts';
import { buttonsOf, type FakeSlack, startFakeSlack } from '../parts/fake-slack.ts';
import { postInteraction, slackTokens } from '../parts/fake-slack-signing.ts';
import type { SlackMessage } from '../parts/fake-slack-state.ts';
import { freePort } from '../parts/ports.ts';
import { waitFor } from '../parts/wait.ts';
import type { IncidentDetail } from '../support/firebreak-process.ts';
import { type CliRun, runCli } from '../support/run-cli.ts';
import { alertOf } from './alert-of.ts';
import { PageVisitor } from './page-visitor.ts';
import {
  decideEverything,
  password,
  type Person,
  policiesIn,
  slackId,
  storeIncident,
  writePeople,
} from './setting.ts';

export interface WindowsOptions {
  /** An incident that is there from the start, in place of the scenario's alert. */
  readonly waiting?: Incident;
  /** Rules of the Approvers policy; Ann and Bob decide on everything unless told. */
  readonly approvers?: readonly object[];
  readonly limits?: Partial<Limits>;
}

/** What somebody was asked, as they saw it: a click on it may come when it is no longer so. */
export interface Asked {
  readonly incident: string;
  readonly proposal: string;
  readonly hash: string;
}

/** The whole service on a practice cluster, with the windows through which people decide. */
export interface Windows {
  readonly url: string;
  readonly slack: FakeSlack;
  readonly clock: { now(): Date; advance(milliseconds: number): void };
  /** Fires the alert, and waits until people are asked in Slack. */
  asked(): Promise<Asked>;
  /** Waits until people are asked something else than that. */
  askedAgain(before: Asked): Promise<Asked>;
  resolveAlert(): Promise<void>;
  /** Changes something else about the scraper's Deployment. */
  changeObject(): Promise<void>;
  incident(id: string): Promise<IncidentDetail>;
  incidentIn(state: string): Promise<IncidentDetail>;
  /** A click on Approve, whether the message still has the button or not; what the person was told, if anything. */
  inSlack(person: Person | 'eve', asked: Asked): Promise<string | undefined>;
  /** The form of the page; what the answer says if it is a refusal. */
  onPage(person: Person, asked: Asked, more?: Readonly<Record<string, string>>): Promise<string | undefined>;
  /** `firebreak approve` with the token of the environment. */
  atShell(asked: Asked): Promise<CliRun>;
  post(person: Person, path: string, form: Readonly<Record<string, string>>): Promise<string | undefined>;
  /** Signs in anew. */
  signIn(person: Person): Promise<void>;
  pageText(person: Person, path: string): Promise<string>;
  /** The incident's message as Slack shows it, once it holds these words. */
  message(words: string): Promise<SlackMessage>;
  writes(): number;
  stop(): Promise<void>;
}

const apiToken = 'test-api-token-0123456789';
const webhookToken = 'test-webhook-token';

export async function startWindows(options: WindowsOptions = {}): Promise<Windows> {
  const { approvers = [decideEverything], limits = {} } = options;
  let offset = 0;
  const clock = {
    now: () => new Date(Date.now() + offset),
    advance(milliseconds: number) {
      offset += milliseconds;
    },
  };
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-windows-'));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  await writePeople(dataDir, clock.now());
  if (options.waiting !== undefined) await storeIncident(options.waiting, dataDir, clock.now());
  const scenario = loadScenario('oom-scraper', clock.now());
  const practice = await startScenario(scenario, { clock, random: Math.random });
  const slack = await startFakeSlack({ now: () => clock.now().getTime() });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const as = (user: 'firebreak-planner' | 'firebreak-executor') =>
    createKubernetesCluster({
      kubeConfig: loadKubeConfig({ source: { text: practice.kubeConfigFor(user) }, environment: {} }),
      timeoutMilliseconds: 10_000,
    });
  const service = await compose({
    config: loadConfig({
      FIREBREAK_DATA_DIR: dataDir,
      FIREBREAK_MODE: 'approve',
      FIREBREAK_SETTLE_SECONDS: '0',
      FIREBREAK_API_TOKEN: apiToken,
      FIREBREAK_WEBHOOK_TOKEN: webhookToken,
      FIREBREAK_POLICIES: policiesIn(join(folder, 'policies'), approvers),
      FIREBREAK_PUBLIC_URL: url,
      SLACK_BOT_TOKEN: slackTokens.bot,
      SLACK_CHANNEL: slack.state.channel.id,
      SLACK_SIGNING_SECRET: slackTokens.signingSecret,
      SLACK_API_URL: slack.url,
    }),
    version: '0.0.0',
    clock,
    logger: pino({ level: 'silent' }),
    planner: as('firebreak-planner'),
    executor: as('firebreak-executor'),
    models: [],
    simulated: false,
    adjustPolicies: (policies) => ({
      ...policies,
      limits: {
        ...policies.limits,
        verificationSeconds: 60,
        stableSeconds: 1,
        coolDownSeconds: 0,
        ...limits,
      },
    }),
    pace: { poll: 100, verification: 200 },
  });
  await service.app.listen({ host: '127.0.0.1', port });

  const visitors = new Map<Person, PageVisitor>();
  const visitor = async (person: Person) => {
    const known = visitors.get(person);
    if (known !== undefined) return known;
    const fresh = await PageVisitor.signIn(url, person, password);
    visitors.set(person, fresh);
    return fresh;
  };
  const notify = alertOf(scenario, { practice, clock, url, token: webhookToken });
  const api = async (path: string): Promise<unknown> =>
    (await fetch(`${url}/api/v1${path}`, { headers: { authorization: `Bearer ${apiToken}` } })).json();
  const incident = async (id: string) => incidentDetailSchema.parse(await api(`/incidents/${id}`));
  const incidentIn = async (state: string) => {
    const found = await waitFor(
      async () =>
        incidentListSchema.parse(await api('/incidents')).incidents.find((each) => each.state === state),
      { what: `an incident in ${state}`, timeoutMs: 30_000, everyMs: 50 },
    );
    return incident(found.id);
  };
  const askedIn = (message: SlackMessage): Asked | undefined => {
    const about = buttonsOf(message).find(({ action_id: id }) => id === 'firebreak.deny')?.value;
    return about === undefined ? undefined : (JSON.parse(about) as Asked);
  };
  const askedBut = (before: Asked | undefined) =>
    waitFor(
      () => {
        const asked = slack.messages().flatMap((message) => askedIn(message) ?? []);
        return asked.find(({ hash: shown }) => shown !== before?.hash);
      },
      { what: 'people to be asked in Slack', timeoutMs: 30_000, everyMs: 50 },
    );

  return {
    url,
    slack,
    clock,
    incident,
    incidentIn,
    async asked() {
      if (options.waiting === undefined) await notify('firing');
      return askedBut(undefined);
    },
    askedAgain: askedBut,
    resolveAlert: () => notify('resolved'),
    async changeObject() {
      const answer = await fetch(
        `${practice.url}/apis/apps/v1/namespaces/cardboard/deployments/price-scraper`,
        {
          method: 'PATCH',
          headers: {
            authorization: `Bearer ${practice.tokens.admin}`,
            'content-type': 'application/merge-patch+json',
          },
          body: JSON.stringify({ metadata: { labels: { team: 'prices' } } }),
        },
      );
      if (!answer.ok) throw new Error(`patch: ${answer.status} ${await answer.text()}`);
    },
    async inSlack(person, asked) {
      const { ephemerals } = slack.state;
      const told = ephemerals.length;
      const decisions = async () => (await incident(asked.incident)).decisions.length;
      const before = await decisions();
      const payload = {
        type: 'block_actions',
        user: { id: slackId(person) },
        // Slack's are unique: the same request would be a replay.
        trigger_id: randomUUID(),
        actions: [{ action_id: 'firebreak.approve', value: JSON.stringify(asked) }],
      };
      const now = clock.now().getTime();
      const { acknowledged } = await postInteraction(`${url}/slack/interactions`, payload, { now });
      if (!acknowledged) throw new Error('the click was not acknowledged');
      await waitFor(async () => ephemerals.length > told || (await decisions()) > before, {
        what: 'the click to be answered',
      });
      return ephemerals[told]?.text;
    },
    async onPage(person, asked, more = {}) {
      const { incident: id, ...about } = asked;
      return (await visitor(person)).post(`/incidents/${id}/decision`, {
        ...about,
        decision: 'approve',
        ...more,
      });
    },
    atShell: ({ incident: id, hash: about }) =>
      runCli(['approve', id, '--yes', '--hash', about], {
        environment: { FIREBREAK_URL: url, FIREBREAK_API_TOKEN: apiToken },
      }),
    post: async (person, path, form) => (await visitor(person)).post(path, form),
    async signIn(person) {
      visitors.set(person, await PageVisitor.signIn(url, person, password));
    },
    pageText: async (person, path) => (await visitor(person)).text(path),
    message: (words) =>
      waitFor(
        () => slack.messages().find((each) => JSON.stringify([each.text, each.attachments]).includes(words)),
        { what: `a message that says "${words}"`, timeoutMs: 20_000, everyMs: 50 },
      ),
    writes: () =>
      practice.requests().filter((each) => hasWritten(each) && each.user === 'firebreak-executor').length,
    async stop() {
      await service.close();
      await Promise.all([practice.stop(), slack.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
