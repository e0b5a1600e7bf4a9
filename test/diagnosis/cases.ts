import type { Candidate } from '../../src/domain/candidate.ts';
import type { Cause, Diagnosis } from '../../src/domain/diagnosis.ts';
import type { EvidenceItem } from '../../src/domain/evidence.ts';
import type { Incident, Refusal } from '../../src/domain/incident.ts';
import type { ObjectRef } from '../../src/domain/objects.ts';

/** A small OOM incident in cardboard, for tests of the diagnosis. Every builder takes what a test changes. */

export const scraper: ObjectRef = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'cardboard',
  name: 'price-scraper',
  uid: 'u-1',
};

export const scraperPod: ObjectRef = {
  apiVersion: 'v1',
  kind: 'Pod',
  namespace: 'cardboard',
  name: 'price-scraper-7d9-x1',
};

export function evidenceItem(id: string, change: Partial<EvidenceItem> = {}): EvidenceItem {
  return {
    id,
    kind: 'workload',
    ref: scraper,
    source: 'GET /apis/apps/v1/namespaces/cardboard/deployments/price-scraper',
    at: '2026-03-04T02:00:00Z',
    trust: 'trusted',
    status: 'seen',
    summary: `summary of ${id}`,
    ...change,
  };
}

export const evidence: readonly EvidenceItem[] = [
  evidenceItem('ev_1', { kind: 'alert', trust: 'untrusted', summary: 'PodCrashLoopBackOff' }),
  evidenceItem('ev_2', { summary: 'container scraper: limit 256Mi' }),
  evidenceItem('ev_3', {
    kind: 'pod',
    ref: scraperPod,
    summary: 'scraper: OOMKilled, exit code 137, 12 restarts',
  }),
  evidenceItem('ev_4', {
    kind: 'log',
    ref: scraperPod,
    trust: 'untrusted',
    summary: '3 lines',
    detail: 'a\nb\nc',
  }),
  evidenceItem('ev_5', { kind: 'usage', status: 'could-not-look', summary: 'metrics.k8s.io: forbidden' }),
];

/** The same, and more logs than a small context holds. */
export function manyItems(): readonly EvidenceItem[] {
  const logs = Array.from({ length: 5 }, (_, index) =>
    evidenceItem(`ev_${index + 11}`, { kind: 'log', trust: 'untrusted', detail: 'x'.repeat(3_000) }),
  );
  return [...evidence, ...logs];
}

export const raiseMemory: Candidate = {
  id: 'cand_1',
  action: 'set-resources',
  target: scraper,
  evidence: ['ev_2'],
  values: { '/container': ['scraper'], '/limits/memory': ['384Mi', '512Mi'] },
  required: ['/container', '/limits/memory'],
  why: 'raise the memory limit',
};

export const restart: Candidate = {
  id: 'cand_2',
  action: 'restart-workload',
  target: scraper,
  evidence: ['ev_2'],
  values: {},
  required: [],
  why: 'restart',
};

export const taxonomy = { 'container.oom-killed': 'killed for memory', 'container.crash': 'exits by itself' };

export const oom: Cause = {
  cause: 'container.oom-killed',
  object: scraper,
  confidence: 0.9,
  sure: true,
  why: 'OOMKilled',
  evidence: ['ev_2', 'ev_3'],
};

export function triageDiagnosis(change: Partial<Diagnosis> = {}): Diagnosis {
  return {
    by: 'triage',
    summary: 'scraper is OOM-killed',
    causes: [oom],
    actions: [
      {
        apiVersion: 'firebreak.dev/v1',
        action: 'set-resources',
        cluster: 'default',
        target: scraper,
        params: { container: 'scraper', limits: { memory: '512Mi' } },
        incident: { namespace: 'cardboard', namespaces: ['cardboard'] },
      },
    ],
    notes: [],
    cost: { apiCalls: 9, evidenceCharacters: 100, modelRequests: 0, inputTokens: 0, outputTokens: 0 },
    ...change,
  };
}

export function incidentOf(change: Partial<Incident> = {}): Incident {
  return {
    id: 'inc_1',
    key: 'apps/Deployment/cardboard/price-scraper',
    cluster: 'default',
    state: 'investigating',
    title: 'PodCrashLoopBackOff in cardboard',
    severity: 'critical',
    target: scraper,
    namespaces: ['cardboard'],
    alerts: [],
    truncatedAlerts: 0,
    openedAt: '2026-03-04T02:00:00Z',
    updatedAt: '2026-03-04T02:00:00Z',
    evidence: [],
    refusals: [],
    decisions: [],
    executions: [],
    ...change,
  };
}

/** The guardrails' refusal of a memory limit of 512Mi. */
export const refusal: Refusal = {
  proposal: 'prop_1',
  refused: [
    {
      action: 'set-resources',
      target: 'Deployment cardboard/price-scraper',
      params: { container: 'scraper', limits: { memory: '512Mi' } },
      verdicts: [
        {
          layer: 'allowlist',
          outcome: 'refuse',
          reason: 'allowlist.out-of-bounds',
          message: 'at most 384Mi',
          remedy: 'use 384Mi',
        },
        { layer: 'selector', outcome: 'pass', reason: 'selector.no-change', message: 'nothing to judge' },
      ],
    },
  ],
};

/** The arguments of a `propose` that fits `raiseMemory`. */
export function proposal(change: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    summary: 'The scraper needs more memory.',
    causes: [
      {
        cause: 'container.oom-killed',
        object: 'ev_2',
        confidence: 0.9,
        why: 'killed at 256Mi',
        evidence: ['ev_2', 'ev_3'],
      },
    ],
    actions: [{ candidate: 'cand_1', params: { '/container': 'scraper', '/limits/memory': '512Mi' } }],
    ...change,
  };
}
