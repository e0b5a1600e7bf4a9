import type { Action } from '../../../src/domain/action.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import type { ObjectRef } from '../../../src/domain/objects.ts';
import type { LedgerView } from '../../../src/http/ports.ts';
import { passingVerdicts } from './verdicts.ts';

const target: ObjectRef = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'cardboard',
  name: 'price-scraper',
  uid: '6f1c2f9e-7f5e-4b6d-9c0e-0d9c7a1b2c3d',
};
const pod: ObjectRef = {
  apiVersion: 'v1',
  kind: 'Pod',
  namespace: 'cardboard',
  name: 'price-scraper-7c9f6d5b8-x2vqm',
};

function setMemory(memory: string): Action {
  return {
    apiVersion: 'firebreak.dev/v1',
    action: 'set-resources',
    cluster: 'default',
    target,
    params: { container: 'scraper', limits: { memory } },
    incident: { namespace: 'cardboard' },
  };
}

/** The scraper that needs more memory than it may use; its fix waits for approval. */
export const oomScraper: Incident = {
  id: 'inc_01kb3x8s6v0oomscraper',
  key: 'apps/Deployment/cardboard/price-scraper',
  cluster: 'default',
  state: 'awaiting-approval',
  title: 'price-scraper is OOM-killed again and again',
  severity: 'critical',
  target,
  namespaces: ['cardboard'],
  alerts: [
    {
      fingerprint: '5b1d0c3fa2f0e6d1',
      status: 'firing',
      labels: {
        alertname: 'PodCrashLoopBackOff',
        namespace: 'cardboard',
        pod: pod.name,
        container: 'scraper',
        severity: 'critical',
      },
      annotations: { summary: 'Pod cardboard/price-scraper-7c9f6d5b8-x2vqm is crash-looping' },
      startsAt: '2026-03-04T02:08:30.000Z',
      generatorURL:
        'http://prometheus.monitoring:9090/graph?g0.expr=kube_pod_container_status_waiting_reason',
    },
    {
      fingerprint: '77aa0c3fa2f0e6d2',
      status: 'firing',
      labels: {
        alertname: 'KubeDeploymentReplicasMismatch',
        namespace: 'cardboard',
        deployment: 'price-scraper',
      },
      annotations: {
        description: 'Deployment cardboard/price-scraper has 0 of 1 replicas ready for 10 minutes',
      },
      startsAt: '2026-03-04T02:09:10.000Z',
    },
  ],
  truncatedAlerts: 3,
  openedAt: '2026-03-04T02:09:00.000Z',
  updatedAt: '2026-03-04T02:09:41.000Z',
  evidence: [
    {
      id: 'ev_1',
      kind: 'workload',
      ref: target,
      source: 'GET /apis/apps/v1/namespaces/cardboard/deployments/price-scraper',
      at: '2026-03-04T02:09:31.000Z',
      trust: 'trusted',
      status: 'seen',
      summary: 'Deployment wants 1 replica, 0 ready; container scraper has limits.memory 256Mi',
    },
    {
      id: 'ev_2',
      kind: 'pod',
      ref: pod,
      source: 'GET /api/v1/namespaces/cardboard/pods?labelSelector=app.kubernetes.io/name=price-scraper',
      at: '2026-03-04T02:09:31.000Z',
      trust: 'trusted',
      status: 'seen',
      summary:
        'Container scraper: waiting CrashLoopBackOff, last terminated OOMKilled (exit 137), 14 restarts',
      detail:
        'started  2026-03-04T02:07:58Z\nfinished 2026-03-04T02:08:24Z\nreason   OOMKilled\nexitCode 137',
    },
    {
      id: 'ev_3',
      kind: 'usage',
      ref: pod,
      source: 'GET /apis/metrics.k8s.io/v1beta1/namespaces/cardboard/pods',
      at: '2026-03-04T02:09:32.000Z',
      trust: 'trusted',
      status: 'could-not-look',
      summary: 'metrics.k8s.io does not answer within 2 s',
    },
    {
      id: 'ev_4',
      kind: 'log',
      ref: pod,
      source: 'GET /api/v1/namespaces/cardboard/pods/price-scraper-7c9f6d5b8-x2vqm/log?previous=true',
      at: '2026-03-04T02:09:32.000Z',
      trust: 'untrusted',
      status: 'seen',
      summary: '212 lines in 4 shapes; the last one before the end is "loaded 48211 price rows into memory"',
      detail:
        '×198  INFO fetched page <n> of <n>\n×12   INFO retrying <url> in <n> s\n×1    INFO loaded 48211 price rows into memory\n×1    WARNING heap at 246 MiB',
      cut: 1841,
    },
  ],
  diagnosis: {
    by: 'litellm:claude-haiku',
    summary:
      'The scraper loads its whole price list at once and runs into its memory limit of 256Mi about 26 s after each start.',
    causes: [
      {
        cause: 'container.oom-killed',
        object: target,
        confidence: 0.94,
        sure: true,
        why: 'Every one of the last 14 terminations is OOMKilled, at the same place in the log, with no change to the Deployment in 9 days.',
        evidence: ['ev_1', 'ev_2', 'ev_4'],
      },
      {
        cause: 'workload.bad-rollout',
        object: target,
        confidence: 0.05,
        sure: false,
        why: 'A new image could use more memory, but the last roll-out is 9 days old.',
        evidence: ['ev_1'],
      },
    ],
    actions: [setMemory('512Mi')],
    notes: ['bedrock:amazon.nova-micro-v1:0 timed out after 10 s; litellm:claude-haiku answered'],
    cost: {
      apiCalls: 14,
      evidenceCharacters: 8_123,
      modelRequests: 2,
      inputTokens: 6_841,
      outputTokens: 512,
    },
  },
  proposal: {
    id: 'prop_01kb3x9d2',
    incident: 'inc_01kb3x8s6v0oomscraper',
    cluster: 'default',
    by: 'litellm:claude-haiku',
    purpose: 'fix',
    createdAt: '2026-03-04T02:09:41.000Z',
    expiresAt: '2026-03-04T03:09:41.000Z',
    policyVersion: 'a81f33c0',
    hash: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    approvalsNeeded: 1,
    steps: [
      {
        action: setMemory('512Mi'),
        targetUid: target.uid ?? '',
        basis: '5feceb66ffc86f38',
        request: {
          verb: 'patch',
          target,
          patch: [
            { op: 'test', path: '/metadata/uid', value: target.uid ?? '' },
            {
              op: 'replace',
              path: '/spec/template/spec/containers/0/resources/limits/memory',
              value: '512Mi',
            },
          ],
        },
        inverse: { action: setMemory('256Mi') },
        diff: [
          '--- Deployment cardboard/price-scraper (live)',
          '+++ Deployment cardboard/price-scraper (after)',
          '@@ -31,7 +31,7 @@',
          '           resources:',
          '             limits:',
          '-              memory: 256Mi',
          '+              memory: 512Mi',
          '             requests:',
          '               memory: 128Mi',
          '',
        ].join('\n'),
        kubectl:
          "kubectl set resources 'deployment/price-scraper' --namespace='cardboard' --containers='scraper' --limits='memory=512Mi'",
        risk: 'medium',
        verdicts: passingVerdicts,
        provisional: false,
      },
    ],
  },
  refusals: [],
  decisions: [],
  executions: [],
};

function entry(seq: number, at: string, type: string, payload: unknown, actor = 'firebreak'): LedgerView {
  const hash = seq.toString(16).padStart(2, '0').repeat(32);
  return { seq, at: `2026-03-04T02:${at}Z`, type, incident: oomScraper.id, actor, hash, payload };
}

export const oomScraperLedger: readonly LedgerView[] = [
  entry(1, '09:00.000', 'incident.opened', { state: 'settling' }),
  entry(2, '09:30.200', 'incident.settled', { state: 'investigating' }),
  entry(3, '09:32.900', 'evidence.collected', { message: '4 items, 1 could not be looked at' }),
  entry(4, '09:38.100', 'diagnosis.made', { message: 'container.oom-killed, 94 %' }),
  entry(5, '09:41.000', 'proposal.offered', { state: 'awaiting-approval' }),
];

/** The same incident after the approval, the roll-out and a verification that held. */
export const fixedScraper: Incident = {
  ...oomScraper,
  id: 'inc_01kb3fixed',
  state: 'closed',
  outcome: 'fixed',
  note: 'All pods have been ready since 02:12:40, and the alert is resolved.',
  truncatedAlerts: 0,
  decisions: [
    {
      id: 'dec_1',
      proposal: 'prop_01kb3x9d2',
      hash: oomScraper.proposal?.hash ?? '',
      decision: 'approve',
      by: { kind: 'person', name: 'On Call' },
      channel: 'page',
      at: '2026-03-04T02:11:58.000Z',
    },
  ],
  executions: [
    {
      id: 'exe_01kb3xc1',
      proposal: 'prop_01kb3x9d2',
      step: 0,
      purpose: 'fix',
      request: oomScraper.proposal?.steps[0]?.request ?? { verb: 'patch', target, patch: [] },
      inverse: { action: setMemory('256Mi') },
      intendedAt: '2026-03-04T02:12:00.000Z',
      status: 'applied',
      finishedAt: '2026-03-04T02:12:00.420Z',
      auditId: '0d3b0e46-7f2a-4a05-8f0b-0a6bfe6f2f6e',
    },
  ],
  verification: {
    startedAt: '2026-03-04T02:12:01.000Z',
    deadline: '2026-03-04T02:22:01.000Z',
    status: 'passed',
    holdsSince: '2026-03-04T02:12:40.000Z',
    checks: [
      { name: 'rollout', outcome: 'holds', reason: 'verification.ready', message: '1 of 1 replicas ready' },
      {
        name: 'restarts',
        outcome: 'holds',
        reason: 'verification.no-restarts',
        message: 'no restart since the change',
      },
      {
        name: 'condition',
        outcome: 'holds',
        reason: 'verification.condition-gone',
        message: 'PodCrashLoopBackOff is resolved',
      },
    ],
  },
};
