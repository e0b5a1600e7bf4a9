import type { Incident } from '../domain/incident.ts';
import type { CollectedEvidence } from '../evidence/collect-evidence.ts';
import { collectEvidence } from '../evidence/collect-evidence.ts';
import { createReadTools } from '../evidence/read-tools.ts';
import { resolveAlerts, targetOf } from '../evidence/resolve-target.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import type { Findings } from '../response/stage.ts';
import { computeCandidates } from './candidates/compute-candidates.ts';
import { diagnose, type DiagnoseInput } from './diagnose.ts';
import { taxonomy } from './taxonomy.ts';
import { factsOf } from './triage/facts.ts';
import { triage } from './triage/triage.ts';

/** What an investigation has of the world; the rest comes from the incident. */
export interface InvestigatePorts
  extends Pick<
    DiagnoseInput,
    'models' | 'budget' | 'limits' | 'prompts' | 'redact' | 'recordExchange' | 'clock' | 'ids'
  > {
  readonly cluster: ClusterReader;
  readonly namespaceMap: () => DiagnoseInput['namespaces'];
  readonly knownSecrets: readonly string[];
}

/** What a model's own looks may add to the first pass. */
const toolBudget = { apiCalls: 20, characters: 24_000 };

/** Gathers evidence, lets the rules speak, and then a model where there is one. */
export async function investigate(
  incident: Incident,
  ports: InvestigatePorts,
  signal: AbortSignal,
): Promise<Findings> {
  const { cluster, clock, knownSecrets } = ports;
  const { alerts, namespaces } = incident;
  const resolution = await resolveAlerts(alerts, cluster);
  const collected = await collectEvidence({
    alerts,
    namespaces,
    resolution,
    cluster,
    clock,
    signal,
    knownSecrets,
  });
  const facts = factsOf({ alerts, resolution, collected, cluster: incident.cluster, namespaces });
  const answer = triage(facts, collected);
  const { diagnosis, evidence } = await diagnose({
    ...ports,
    incident,
    evidence: collected.items,
    triage: answer,
    candidates: computeCandidates(facts),
    tools: toolsFor(collected, namespaces, ports),
    taxonomy,
    namespaces: ports.namespaceMap(),
    signal,
  });
  const target = targetOf(resolution);
  return { evidence, diagnosis, ...(target === undefined ? {} : { target }) };
}

function toolsFor(collected: CollectedEvidence, namespaces: readonly string[], ports: InvestigatePorts) {
  const { cluster, clock, knownSecrets } = ports;
  return createReadTools({ collected, namespaces, cluster, clock, knownSecrets, ...toolBudget }).tools;
}
