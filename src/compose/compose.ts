import type { FastifyInstance } from 'fastify';
import { randomBytes } from 'node:crypto';
import { loadModelPrices } from '../diagnosis/model-prices.ts';
import { loadPrompts } from '../diagnosis/prompt.ts';
import { loadRunbooks } from '../diagnosis/runbooks.ts';
import { createApp } from '../http/app.ts';
import { isLoopback } from '../http/auth/loopback-address.ts';
import { startResponder } from '../response/responder.ts';
import type { ResponsePorts } from '../response/stage.ts';
import { createSessionStore } from '../store/sessions.ts';
import { countEvents } from '../telemetry/count-events.ts';
import { createAlertSource } from './alert-source.ts';
import { startClusterProbe } from './cluster-probe.ts';
import type { ComposeOptions, Pace } from './compose-options.ts';
import { createCorrelatePorts } from './correlate-ports.ts';
import { layFoundation } from './foundation.ts';
import { createRepositoryHost, githubWebhookOf } from './github.ts';
import { startHeartbeats } from './heartbeats.ts';
import { createHttpPorts } from './http-ports.ts';
import { createInvestigation } from './investigation.ts';
import { createJudgeSetting } from './judge-setting.ts';
import { startLedger } from './ledger.ts';
import { createPullRequests } from './pull-requests.ts';
import { readIncidentCondition } from './read-incident-condition.ts';
import { startRetention } from './retention.ts';
import { settingsPort } from './settings-port.ts';
import { startSignInLog } from './sign-in-log.ts';
import { startSlack } from './slack.ts';
import { apiTokensOf, openWaysIn } from './ways-in.ts';

const defaultPace: Pace = { poll: 1_000, verification: 2_000 };
const workers = 4;
const leaseMilliseconds = 30_000;
const retryMilliseconds = 10_000;
const graceMilliseconds = 10_000;

/** The running service. */
export interface Service {
  readonly app: FastifyInstance;
  /** What signs in for now; absent once people sign in by name. */
  readonly signIn?: { readonly token: string; readonly file: string };
  reloadPolicies(): void;
  /** Takes nothing new in, lets what runs finish, and leaves the rest to the next start. */
  close(): Promise<void>;
}

/** Wires the service together: the only place where rooms are handed each other's implementations. */
export async function compose(options: ComposeOptions): Promise<Service> {
  const { config, clock, logger, planner, pace = defaultPace } = options;
  const { settings } = config;
  const texts = {
    prompts: settings.prompts === undefined ? loadPrompts() : loadPrompts(settings.prompts),
    runbooks: loadRunbooks(settings.runbooks),
    prices: loadModelPrices(settings.modelPrices),
  };
  const foundation = await layFoundation(options);
  const { db, ids, policies, metrics, components, cluster, changes, failures, redact, signIn } = foundation;
  const { tellable, ...waysIn } = openWaysIn(settings, signIn.token);

  // What the practice cluster runs stands in no repository.
  const host = options.simulated ? undefined : await createRepositoryHost(settings, { components, logger });
  const pullRequests =
    host === undefined
      ? undefined
      : createPullRequests(host, settings, {
          cluster,
          clock,
          policies: () => policies.current(),
          redact,
          poll: settings.pullRequestPollSeconds * 1000,
        });

  const judgeSetting = createJudgeSetting(foundation, { dryRun: planner.dryRun, tellable, pullRequests });
  const alertSource = createAlertSource(settings, components);
  const ledger = startLedger(config, { db, clock, logger, metrics });

  const retention = startRetention({ db, clock, logger }, settings.exchangeDays);

  const response: ResponsePorts = {
    cluster,
    writer: options.executor.writer,
    clock,
    ids,
    mode: settings.mode,
    policies: () => policies.current(),
    redact,
    judgeSetting,
    ...(alertSource === undefined ? {} : { alertSource }),
    condition: (incident) => readIncidentCondition(incident, cluster, clock.now()),
    investigate: createInvestigation(options, foundation, texts),
    verificationPollMilliseconds: pace.verification,
    ...(pullRequests === undefined ? {} : { pullRequests: pullRequests.response }),
  };

  const probe = startClusterProbe(cluster);
  const responder = await startResponder(
    {
      db,
      clock,
      logger,
      response,
      correlate: createCorrelatePorts(config, foundation),
      changed: (incident) => changes.publish(incident),
      observe({ state, outcome, seconds, events }) {
        metrics.stageSeconds.observe({ state, outcome }, seconds);
        countEvents(events, metrics);
      },
      isClusterAway: () => probe.isAway(),
      leaseMilliseconds,
      retryMilliseconds,
      graceMilliseconds,
    },
    { workers, pollMilliseconds: pace.poll },
  );

  const heartbeats = startHeartbeats(config, {
    db,
    clock,
    logger,
    cluster,
    alertSource,
    namespaceMap: () => policies.current().namespaceMap,
    metrics,
    changed(incidents) {
      for (const incident of incidents) changes.publish(incident);
      responder.wake();
    },
  });

  const signInLog = startSignInLog({
    db,
    clock,
    logger,
    observe: ({ via, reason }) => metrics.signInsRefused.inc({ via, reason }),
  });

  let draining = false;
  const ports = createHttpPorts({
    db,
    receive: {
      clock,
      clusterName: settings.cluster,
      confirms: alertSource !== undefined,
      heartbeatNames: settings.heartbeats,
      ...(alertSource === undefined ? { listeningSince: () => heartbeats.listeningSince() } : {}),
      redact,
    },
    response,
    changes,
    failures,
    metrics,
    judgeSetting,
    tellable,
    ledgerState: () => ledger.state(),
    degraded: () => components.degraded(),
    draining: () => draining,
    wake: () => responder.wake(),
    settings: settingsPort(options),
    ...(pullRequests?.policyChanges === undefined
      ? {}
      : {
          policyChanges: {
            ...pullRequests.sources,
            changes: pullRequests.policyChanges,
            clusterName: settings.cluster,
          },
        }),
  });
  // The practice cluster's incidents are nobody's news.
  const slack = options.simulated
    ? undefined
    : await startSlack(settings, {
        db,
        clock,
        logger,
        registry: metrics.registry,
        policies: () => policies.current(),
        changes,
        components,
        decide: (given) => ports.approvals.decide(given),
      });
  const github = githubWebhookOf(settings, {
    db,
    clock,
    woken(incidents) {
      for (const incident of incidents) changes.publish(incident);
      if (incidents.length > 0) responder.wake();
    },
  });
  const app = createApp({
    ports,
    ...(github === undefined ? {} : { github }),
    ...(slack?.interactions === undefined ? {} : { slack: slack.interactions }),
    auth: {
      ...waysIn,
      people: () => policies.current().people,
      sessionMilliseconds: settings.sessionHours * 3_600_000,
      apiTokens: apiTokensOf(settings),
      ...(settings.webhookToken === undefined ? {} : { webhookToken: settings.webhookToken }),
      loopback: isLoopback(settings.host),
      ...(settings.publicUrl === undefined ? {} : { publicUrl: settings.publicUrl }),
      sessions: createSessionStore(db, clock),
      signInLog,
    },
    about: {
      version: options.version,
      cluster: settings.cluster,
      simulated: options.simulated,
      mode: settings.mode,
    },
    webhookPerMinute: settings.webhookPerMinute,
    logger,
    registry: metrics.registry,
    clock,
    ids,
    random: randomBytes,
  });

  return {
    app,
    ...(waysIn.signInToken() === undefined ? {} : { signIn }),
    reloadPolicies: () => policies.reload(),
    async close() {
      draining = true;
      await app.close();
      await signInLog.stop();
      probe.stop();
      await slack?.stop();
      await heartbeats.stop();
      await responder.stop();
      await retention.stop();
      await ledger.stop();
      await foundation.closeStore();
    },
  };
}
