import { alertName } from '../domain/alert.ts';
import type { Diagnosis, Findings } from '../domain/diagnosis.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import type { Incident } from '../domain/incident.ts';
import type { CollectedEvidence } from '../evidence/collect-evidence.ts';
import { collectEvidence } from '../evidence/collect-evidence.ts';
import { createReadTools } from '../evidence/read-tools.ts';
import { resolveAlerts, targetOf } from '../evidence/resolve-target.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { LogArchive } from '../ports/log-archive.ts';
import type { MetricsSource } from '../ports/metrics-source.ts';
import { computeCandidates } from './candidates/compute-candidates.ts';
import { diagnose } from './diagnose.ts';
import type { DiagnoseInput } from './diagnose-input.ts';
import { runbookEvidence } from './runbook-evidence.ts';
import type { Runbook } from './runbook.ts';
import { type Situation, situationOf } from './situation.ts';
import { taxonomy } from './taxonomy.ts';
import { factsOf } from './triage/facts.ts';
import { triage } from './triage/triage.ts';

/** What an investigation has of the world; the rest comes from the incident. */
export interface InvestigatePorts
  extends Pick<
    DiagnoseInput,
    | 'models'
    | 'whenSure'
    | 'budget'
    | 'limits'
    | 'prompts'
    | 'redact'
    | 'recordExchange'
    | 'recordDiagnosis'
    | 'wait'
    | 'clock'
    | 'ids'
  > {
  readonly cluster: ClusterReader;
  /** Absent where no Prometheus is configured. */
  readonly metrics?: MetricsSource;
  /** Absent where no Loki is configured. */
  readonly archive?: LogArchive;
  /** What earlier mistakes teach about an incident like this one: sentences of the policies. */
  readonly lessons: (situation: Situation) => Promise<readonly string[]>;
  readonly namespaceMap: () => DiagnoseInput['namespaces'];
  readonly runbooks: readonly Runbook[];
}

/** What a model's own looks may add to the first pass. */
const toolBudget = { apiCalls: 20, characters: 24_000 };

/** Gathers evidence, lets the rules speak, and then a model where there is one. */
export async function investigate(
  incident: Incident,
  ports: InvestigatePorts,
  signal: AbortSignal,
): Promise<Findings> {
  const { cluster, clock, redact } = ports;
  const { alerts, namespaces } = incident;
  const resolution = await resolveAlerts(alerts, cluster);
  const collected = await collectEvidence({
    alerts,
    namespaces,
    resolution,
    cluster,
    ...(ports.metrics === undefined ? {} : { metrics: ports.metrics }),
    ...(ports.archive === undefined ? {} : { archive: ports.archive }),
    clock,
    signal,
    redact,
  });
  const facts = factsOf({ alerts, resolution, collected, cluster: incident.cluster, namespaces });
  const answer = triage(facts, collected);
  const known = {
    ...collected,
    items: [...collected.items, ...runbooksFor(incident, answer, collected, ports)],
  };
  const candidates = computeCandidates(facts);
  const { diagnosis, evidence, missteps } = await diagnose({
    ...ports,
    incident,
    evidence: known.items,
    triage: answer,
    candidates,
    tools: toolsFor(known, incident, ports),
    taxonomy,
    namespaces: ports.namespaceMap(),
    lessons: await ports.lessons(situationOf(incident, answer, candidates)),
    signal,
  });
  const target = targetOf(resolution);
  return { evidence, diagnosis, missteps, ...(target === undefined ? {} : { target }) };
}

function runbooksFor(
  { alerts }: Incident,
  { causes }: Diagnosis,
  { items, at }: CollectedEvidence,
  { runbooks }: InvestigatePorts,
): readonly EvidenceItem[] {
  const ref = causes[0]?.object ?? items[0]?.ref;
  if (ref === undefined) return [];
  const about = { causes: causes.map(({ cause }) => cause), alertNames: alerts.map(alertName) };
  return runbookEvidence(runbooks, { ...about, ref, first: items.length + 1, at });
}

function toolsFor(collected: CollectedEvidence, { alerts, namespaces }: Incident, ports: InvestigatePorts) {
  const { archive, cluster, clock, redact } = ports;
  const logs = archive === undefined ? {} : { logs: { alerts, archive } };
  return createReadTools({ collected, namespaces, cluster, ...logs, clock, redact, ...toolBudget }).tools;
}
