import type { Diagnosis } from '../../domain/diagnosis.ts';
import { refKey, refText } from '../../domain/objects.ts';
import { taxonomy } from '../taxonomy.ts';
import { admissionRule } from './admission.ts';
import { certificatesRule } from './certificates.ts';
import { configRule } from './config.ts';
import { controlPlaneRule } from './control-plane.ts';
import { crashRule } from './crash.ts';
import { dependenciesRule } from './dependencies.ts';
import { dnsRule } from './dns.ts';
import { elsewhere } from './elsewhere.ts';
import { endpointsRule } from './endpoints.ts';
import type { Facts } from './facts.ts';
import { imageRule } from './image.ts';
import { ingressRule } from './ingress.ts';
import { jobsRule } from './jobs.ts';
import { namespaceLevelRule } from './namespace-level.ts';
import { networkPolicyRule } from './network-policy.ts';
import { nodesRule } from './nodes.ts';
import { oomRule } from './oom.ts';
import { operatorOf, overruled } from './operators.ts';
import { probesRule } from './probes.ts';
import { quotaRule } from './quota.ts';
import { recoveredRule } from './recovered.ts';
import { isBystander, redHerrings } from './red-herrings.ts';
import { refusedClientsRule } from './refused-clients.ts';
import { rolloutRule } from './rollout.ts';
import type { Finding, Rule } from './rule.ts';
import { finding } from './rule.ts';
import { scalingRule } from './scaling.ts';
import { schedulingRule } from './scheduling.ts';
import { servicesRule } from './services.ts';
import { storageRule } from './storage.ts';
import { concernedKeys, traced } from './trace.ts';

const rules: readonly Rule[] = [
  oomRule,
  crashRule,
  probesRule,
  imageRule,
  configRule,
  schedulingRule,
  admissionRule,
  jobsRule,
  servicesRule,
  endpointsRule,
  ingressRule,
  dependenciesRule,
  refusedClientsRule,
  networkPolicyRule,
  dnsRule,
  nodesRule,
  storageRule,
  quotaRule,
  scalingRule,
  certificatesRule,
  controlPlaneRule,
  rolloutRule,
  namespaceLevelRule,
  recoveredRule,
];

const mostCauses = 8;
const leastOfAll = 0.3;

/**
 * A diagnosis by rules over objects, without a model. Actions come only from a cause that is sure and ranks first
 * (with its like: one action for each namespace of the same trouble). Without one the answer is no action, which
 * is often right.
 */
export function triage(
  facts: Facts,
  cost: { readonly apiCalls: number; readonly characters: number } = { apiCalls: 0, characters: 0 },
): Diagnosis {
  const findings = ranked(
    asideLast(
      traced(
        rules.flatMap((rule) => rule(facts)),
        facts,
      ),
      facts,
    ),
  );
  const [first] = findings;
  const same =
    first?.cause.sure === true
      ? findings.filter(({ cause }) => cause.cause === first.cause.cause && cause.sure)
      : [];
  const mends = same.flatMap(({ actions }) => actions);
  return Object.freeze({
    by: 'triage',
    summary: first === undefined ? 'nothing in the evidence explains the alert' : summaryOf(first),
    causes: findings.map(({ cause }) => cause),
    actions: mends.filter(({ target }) => operatorOf(facts, target) === undefined),
    notes: [
      ...overruled(facts, mends),
      ...redHerrings(findings, facts),
      ...elsewhere(facts),
      ...blindSpots(facts),
    ],
    cost: {
      apiCalls: cost.apiCalls,
      evidenceCharacters: cost.characters,
      modelRequests: 0,
      inputTokens: 0,
      outputTokens: 0,
    },
  });
}

/** What the incident's object neither is nor depends on may be in trouble of its own: it is no answer to this alert. */
function asideLast(findings: readonly Finding[], facts: Facts): readonly Finding[] {
  const concerned = concernedKeys(facts);
  return findings.map((one) =>
    isBystander(one.cause.object, concerned, facts)
      ? finding({ ...one.cause, confidence: Math.min(one.cause.confidence, leastOfAll), sure: false })
      : one,
  );
}

/** One finding a cause and object, the most confident first; pods of one workload tell the same story. */
function ranked(findings: readonly Finding[]): readonly Finding[] {
  const best = new Map<string, Finding>();
  for (const one of findings.toSorted((a, b) => b.cause.confidence - a.cause.confidence)) {
    const key = `${one.cause.cause} ${refKey(one.cause.object)}`;
    if (!best.has(key)) best.set(key, one);
  }
  return [...best.values()].slice(0, mostCauses);
}

function summaryOf({ cause }: Finding): string {
  return `${refText(cause.object)}: ${taxonomy[cause.cause]} ${cause.why}.`;
}

/** What could not be looked at may hold the real cause. */
function blindSpots({ items }: Facts): readonly string[] {
  return items
    .filter(({ status }) => status === 'could-not-look')
    .map(({ id, summary }) => `${id}: ${summary}`);
}
