import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { scriptedProposal } from '../../src/diagnosis/scripted-model.ts';
import { type Alertmanager, type PostableAlert, startAlertmanager } from '../parts/alertmanager.ts';
import { startControlPlane } from '../parts/control-plane.ts';
import { type ScriptedBackend, type Script, startScriptedBackend } from '../parts/scripted-openai-backend.ts';
import { waitFor } from '../parts/wait.ts';
import { type FirebreakProcess, type IncidentSummary, startFirebreak } from '../support/firebreak-process.ts';
import { leastRbac } from '../support/rbac.ts';
import { applications, deploymentOf, namespace, restart } from './applications.ts';

export interface StormOptions {
  /** Each is a group of its own for Alertmanager and is about one Deployment. */
  readonly groups: number;
  readonly alertsPerGroup: number;
  /** Over which the groups come. */
  readonly seconds: number;
  readonly settleSeconds: number;
  /** Until every incident has its diagnosis. */
  readonly timeoutMs: number;
}

/** What a storm came to. Memory in MiB. */
export interface StormFigures {
  readonly sent: number;
  /** Alerts that are in an incident. */
  readonly kept: number;
  readonly incidents: number;
  readonly targets: number;
  /** Notifications of both Alertmanagers that failed, as they count them. */
  readonly failedNotifications: number;
  readonly modelRequests: number;
  readonly modelFailures: number;
  readonly diagnosedByModel: number;
  readonly residentAtRest: number;
  readonly residentAtMost: number;
  readonly secondsUntilCorrelated: number;
  readonly secondsUntilDiagnosed: number;
}

function alertsOf(group: number, count: number): readonly PostableAlert[] {
  const deployment = deploymentOf(group);
  return Array.from({ length: count }, (_none, index) => ({
    labels: {
      alertname: 'HighErrorRate',
      severity: 'warning',
      namespace,
      deployment,
      route: `/api/v1/route-${index}`,
    },
    annotations: { summary: `${deployment} answers route ${index} with errors` },
  }));
}

/** Two models behind one address; each fails every second of its requests. */
function failingHalf() {
  const asked = new Map<string, number>();
  let failures = 0;
  const script: Script = (request) => {
    const turn = asked.get(request.model) ?? 0;
    asked.set(request.model, turn + 1);
    if (turn % 2 === 0) {
      failures += 1;
      return { kind: 'error', status: 500 };
    }
    const texts = request.messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : []));
    return { kind: 'tool-calls', calls: [{ name: 'propose', arguments: scriptedProposal(restart, texts) }] };
  };
  return { script, failures: () => failures };
}

function residentMiB(pid: number): number {
  const line = /^VmRSS:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(line?.[1] ?? 0) / 1024;
}

/** Looks at a process's memory ten times a second. */
function watchMemory(pid: number) {
  let most = 0;
  const look = () => {
    most = Math.max(most, residentMiB(pid));
  };
  const timer = setInterval(look, 100);
  return {
    stop() {
      clearInterval(timer);
      return most;
    },
  };
}

async function sumOf(alertmanager: Alertmanager, metric: string): Promise<number> {
  const text = await (await fetch(`${alertmanager.url}/metrics`)).text();
  const values = [
    ...text.matchAll(new RegExp(`^${metric}\\{[^}]*integration="webhook"[^}]*\\} (\\S+)$`, 'gmu')),
  ];
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}

async function allIncidents(firebreak: FirebreakProcess): Promise<readonly IncidentSummary[]> {
  const found: IncidentSummary[] = [];
  let after = '';
  for (;;) {
    const { json } = await firebreak.api('GET', `/incidents${after}`);
    const page = json as { readonly incidents: readonly IncidentSummary[]; readonly next?: string | null };
    found.push(...page.incidents);
    if (page.next === undefined || page.next === null) return found;
    after = `?after=${page.next}`;
  }
}

async function send(pair: readonly Alertmanager[], options: StormOptions): Promise<void> {
  const started = performance.now();
  for (let group = 0; group < options.groups; group += 1) {
    const alerts = alertsOf(group, options.alertsPerGroup);
    // As Prometheus does: each Alertmanager is told everything.
    await Promise.all(pair.map((alertmanager) => alertmanager.postAlerts(alerts)));
    const due = ((group + 1) * options.seconds * 1000) / options.groups;
    await sleep(Math.max(0, due - (performance.now() - started)));
  }
}

interface Parts {
  readonly backend: ScriptedBackend;
  readonly failures: () => number;
  readonly firebreak: FirebreakProcess;
  readonly pair: readonly Alertmanager[];
}

async function startParts(options: StormOptions, stops: (() => Promise<void>)[]): Promise<Parts> {
  const cluster = await startControlPlane({ auditLog: false });
  stops.push(() => cluster.stop());
  await cluster.apply(leastRbac());
  await cluster.apply(applications(options.groups));
  const { script, failures } = failingHalf();
  const backend = await startScriptedBackend(script);
  stops.push(() => backend.stop());
  const firebreak = await startFirebreak({
    kubeconfig: cluster.kubeconfigFor('firebreak-planner'),
    executorKubeconfig: cluster.kubeconfigFor('firebreak-executor'),
    environment: {
      LITELLM_BASE_URL: backend.url,
      FIREBREAK_MODELS: 'litellm:first,litellm:second',
      FIREBREAK_SETTLE_SECONDS: String(options.settleSeconds),
      LOG_LEVEL: 'error',
    },
  });
  stops.push(() => firebreak.stop());
  const common = {
    webhookUrl: `${firebreak.url}/webhook/alertmanager`,
    bearerToken: firebreak.webhookToken,
    groupBy: ['alertname', 'namespace', 'deployment'],
    groupWait: '500ms',
    groupInterval: '2s',
  };
  const first = await startAlertmanager(common);
  stops.push(() => first.stop());
  const second = await startAlertmanager({ ...common, peers: [first.clusterAddress] });
  stops.push(() => second.stop());
  return { backend, failures, firebreak, pair: [first, second] };
}

const undiagnosed: ReadonlySet<string> = new Set(['settling', 'investigating', 'reviewing']);

/** Plays a storm on real parts, from a highly available pair of Alertmanagers on, and tells what it came to. */
export async function playStorm(options: StormOptions): Promise<StormFigures> {
  const stops: (() => Promise<void>)[] = [];
  try {
    const { backend, failures, firebreak, pair } = await startParts(options, stops);
    const residentAtRest = residentMiB(firebreak.pid);
    const memory = watchMemory(firebreak.pid);
    const sent = options.groups * options.alertsPerGroup;
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    await send(pair, options);
    const kept = async () =>
      (await allIncidents(firebreak)).reduce((sum, incident) => sum + incident.alerts, 0);
    await waitFor(async () => (await kept()) >= sent, {
      what: 'every alert to be in an incident',
      timeoutMs: options.timeoutMs,
      everyMs: 500,
    });
    const secondsUntilCorrelated = seconds();
    await waitFor(async () => (await allIncidents(firebreak)).every(({ state }) => !undiagnosed.has(state)), {
      what: 'every incident to be diagnosed',
      timeoutMs: options.timeoutMs,
      everyMs: 500,
    });
    const incidents = await allIncidents(firebreak);
    const details = await Promise.all(incidents.map(({ id }) => firebreak.incident(id)));
    const failed = await Promise.all(
      pair.map((each) => sumOf(each, 'alertmanager_notifications_failed_total')),
    );
    return {
      sent,
      kept: await kept(),
      incidents: incidents.length,
      targets: new Set(incidents.map(({ target }) => target?.name)).size,
      failedNotifications: failed.reduce((sum, each) => sum + each, 0),
      modelRequests: backend.requests.length,
      modelFailures: failures(),
      diagnosedByModel: details.filter(({ diagnosis }) => diagnosis?.by.startsWith('litellm:')).length,
      residentAtRest,
      residentAtMost: memory.stop(),
      secondsUntilCorrelated,
      secondsUntilDiagnosed: seconds(),
    };
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}
