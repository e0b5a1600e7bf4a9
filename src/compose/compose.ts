import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { createIds, wait } from '../adapters/system.ts';
import type { KubernetesCluster } from '../adapters/kubernetes/kubernetes-cluster.ts';
import type { Config } from '../config.ts';
import { alertName } from '../domain/alert.ts';
import { type Incident, isFixInDoubt } from '../domain/incident.ts';
import { namespaceOf } from '../domain/objects.ts';
import { investigate } from '../diagnosis/investigate.ts';
import { loadRunbooks } from '../diagnosis/runbooks.ts';
import { defaultModelLimits } from '../diagnosis/model-limits.ts';
import { loadModelPrices } from '../diagnosis/model-prices.ts';
import { loadPrompts } from '../diagnosis/prompt.ts';
import { incidentKey } from '../evidence/incident-key.ts';
import { rememberingReader } from '../evidence/remembering-reader.ts';
import { resolveTarget, targetOf } from '../evidence/resolve-target.ts';
import { createRedactor } from '../evidence/text/redact.ts';
import { guardrails } from '../guardrails/index.ts';
import type { JudgeSetting } from '../guardrails/judge-action.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import { settleSecondsFor } from '../guardrails/policies/settle-seconds.ts';
import { createApp } from '../http/app.ts';
import { isLoopback } from '../http/auth/loopback-address.ts';
import type { CorrelatePorts } from '../intake/correlate.ts';
import type { Clock } from '../ports/clock.ts';
import type { Model } from '../ports/model.ts';
import { startResponder } from '../response/responder.ts';
import type { ResponsePorts } from '../response/stage.ts';
import { recordDiagnosis, recordExchange } from '../store/exchanges.ts';
import { readHistory } from '../store/history.ts';
import { createModelBudget } from '../store/model-budget.ts';
import { createFailureLog } from '../ledger/failure-patterns/failure-log.ts';
import { lessonsFor } from '../ledger/failure-patterns/lessons.ts';
import { installMistakeMetrics } from '../telemetry/mistake-metrics.ts';
import { countOpenByState } from '../store/queries.ts';
import { createSessionStore } from '../store/sessions.ts';
import { ensureSignInToken } from '../store/sign-in-token.ts';
import { openStore } from '../store/sqlite.ts';
import { countEvents } from '../telemetry/count-events.ts';
import { installComponentMetrics } from '../telemetry/component-metrics.ts';
import { createComponents } from '../telemetry/components.ts';
import { countExchange } from '../telemetry/count-exchange.ts';
import { createMetrics } from '../telemetry/metrics.ts';
import { watchModel, watchReader } from '../telemetry/watch-components.ts';
import { createAlertSource } from './alert-source.ts';
import { budgetLimits } from './budget-limits.ts';
import { createChanges } from './changes.ts';
import { startClusterProbe } from './cluster-probe.ts';
import { createRepositoryHost, githubWebhookOf } from './github.ts';
import { startHeartbeats } from './heartbeats.ts';
import { createLogArchive } from './log-archive.ts';
import { createMetricsSource } from './metrics-source.ts';
import { createHttpPorts } from './http-ports.ts';
import { knownSecretsOf } from './known-secrets.ts';
import { startLedger } from './ledger.ts';
import { holdPolicies } from './policy-holder.ts';
import { createPullRequests, sourcesFor } from './pull-requests.ts';
import { readIncidentCondition } from './read-incident-condition.ts';
import { apiTokensOf, openWaysIn } from './ways-in.ts';
import { startSignInLog } from './sign-in-log.ts';
import { settingsPort } from './settings-port.ts';
import { startRetention } from './retention.ts';
import { startSlack } from './slack.ts';

export interface ComposeOptions {
  readonly config: Config;
  readonly version: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Lines that the log did not take so far. */
  readonly logLinesDropped?: () => number;
  /** Where libraries find credentials of their own, so that those are masked too. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Reads and dry-runs. */
  readonly planner: KubernetesCluster;
  /** Writes; nothing but the executing stage gets hold of it. */
  readonly executor: KubernetesCluster;
  readonly models: readonly Model[];
  /** The embedded practice cluster: nothing in it is real. */
  readonly simulated: boolean;
  /** Shortens the limits for a practice cluster, whose time is short. */
  readonly adjustPolicies?: (policies: Policies) => Policies;
  readonly pace?: Pace;
}

/** How often things are looked at, in milliseconds. */
export interface Pace {
  readonly poll: number;
  readonly verification: number;
}

const defaultPace: Pace = { poll: 1_000, verification: 2_000 };
const workers = 4;
const leaseMilliseconds = 30_000;
const retryMilliseconds = 10_000;
/** In milliseconds; alerts of one storm come within seconds. */
const ownersGoodFor = 2_000;
const graceMilliseconds = 10_000;
const layerTimeoutMilliseconds = 20_000;

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
  const policies = holdPolicies(settings.policies, logger, options.adjustPolicies);
  const prompts = settings.prompts === undefined ? loadPrompts() : loadPrompts(settings.prompts);
  const runbooks = loadRunbooks(settings.runbooks);
  const prices = loadModelPrices(settings.modelPrices);
  const store = await openStore(settings.dataDir);
  const { db } = store;
  const ids = createIds(clock);
  const signIn = ensureSignInToken(settings.dataDir, randomBytes);
  const { tellable, ...waysIn } = openWaysIn(settings, signIn.token);
  const metrics = createMetrics(options.version, () => countOpenByState(db));
  const components = createComponents({ clock, logger });
  installComponentMetrics(metrics.registry, {
    degraded: () => components.degraded(),
    logLinesDropped: options.logLinesDropped ?? (() => 0),
  });
  const reader = watchReader(planner.reader, components);
  const changes = createChanges();
  const failures = createFailureLog(db, () => policies.current());
  installMistakeMetrics(metrics.registry, failures);
  const redactKnown = createRedactor([...knownSecretsOf(settings, options.environment ?? {}), signIn.token]);

  // What the practice cluster runs stands in no repository.
  const host = options.simulated ? undefined : await createRepositoryHost(settings, { components, logger });
  const pullRequests =
    host === undefined
      ? undefined
      : createPullRequests(host, settings, {
          cluster: reader,
          clock,
          policies: () => policies.current(),
          redact: redactKnown,
          poll: settings.pullRequestPollSeconds * 1000,
        });

  const judgeSetting = async (incident?: Incident): Promise<JudgeSetting> => ({
    guardrails,
    cluster: reader,
    dryRun: planner.dryRun,
    mode: 'response',
    policies: policies.current(),
    clusterName: settings.cluster,
    ...(settings.namespace === undefined ? {} : { ownNamespace: settings.namespace }),
    ...(incident === undefined ? {} : { scope: incident.namespaces, inDoubt: isFixInDoubt(incident) }),
    tellablePeople: tellable(),
    history: await readHistory(db, clock.now(), incident),
    now: clock.now(),
    layerTimeoutMilliseconds,
    ...(pullRequests === undefined ? {} : { pullRequests: sourcesFor(pullRequests, incident) }),
  });

  const alertSource = createAlertSource(settings, components);
  // Beside the practice cluster neither Prometheus nor Loki knows anything of it.
  const metricsSource = options.simulated ? undefined : createMetricsSource(settings, components);
  const logArchive = options.simulated ? undefined : createLogArchive(settings, components);
  const ledger = startLedger(config, { db, clock, logger, metrics });

  const retention = startRetention({ db, clock, logger }, settings.exchangeDays);

  const budget = createModelBudget(db, {
    limits: budgetLimits(settings),
    prices,
    ids,
    onRefusal: (refusal) => metrics.modelBudgetRefusals.inc({ budget: refusal }),
  });

  const response: ResponsePorts = {
    cluster: reader,
    writer: options.executor.writer,
    clock,
    ids,
    mode: settings.mode,
    policies: () => policies.current(),
    redact: redactKnown,
    judgeSetting,
    ...(alertSource === undefined ? {} : { alertSource }),
    condition: (incident) => readIncidentCondition(incident, reader, clock.now()),
    investigate: (incident, signal) =>
      investigate(
        incident,
        {
          cluster: reader,
          ...(metricsSource === undefined ? {} : { metrics: metricsSource }),
          ...(logArchive === undefined ? {} : { archive: logArchive }),
          clock,
          ids,
          models: options.models.map((model) => watchModel(model, components)),
          whenSure: settings.modelWhenSure,
          budget,
          limits: defaultModelLimits,
          prompts,
          runbooks,
          redact: redactKnown,
          async recordExchange(exchange) {
            countExchange(exchange, metrics);
            await recordExchange(db, exchange);
          },
          recordDiagnosis: (diagnosis) => recordDiagnosis(db, diagnosis),
          namespaceMap: () => policies.current().namespaceMap,
          lessons: async (situation) =>
            lessonsFor(situation, policies.current().failurePatterns, await failures.mistakes()),
          wait,
        },
        signal,
      ),
    verificationPollMilliseconds: pace.verification,
    ...(pullRequests === undefined ? {} : { pullRequests: pullRequests.response }),
  };

  const owners = rememberingReader(reader, { clock, milliseconds: ownersGoodFor, most: 1_000 });
  const correlate: CorrelatePorts = {
    db,
    clock,
    ids,
    clusterName: settings.cluster,
    async place(alert, groupKey) {
      const resolution = await resolveTarget(alert, owners);
      const target = targetOf(resolution);
      const namespace = resolution.namespace ?? (target === undefined ? undefined : namespaceOf(target));
      return {
        key: incidentKey(alert, resolution, groupKey),
        ...(target === undefined ? {} : { target }),
        ...(namespace === undefined ? {} : { namespace }),
      };
    },
    settleSeconds: (alert) =>
      config.sources.settleSeconds === 'default'
        ? settleSecondsFor(alertName(alert), policies.current().limits, settings.settleSeconds)
        : settings.settleSeconds,
  };

  const probe = startClusterProbe(reader);
  const responder = await startResponder(
    {
      db,
      clock,
      logger,
      response,
      correlate,
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
    cluster: reader,
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
      redact: redactKnown,
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
      await store.close();
    },
  };
}
