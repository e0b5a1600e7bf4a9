import type { Action } from '../../../src/domain/action.ts';
import type { Incident } from '../../../src/domain/incident.ts';
import type { ObjectRef } from '../../../src/domain/objects.ts';
import { passingVerdicts } from './verdicts.ts';

const service: ObjectRef = {
  apiVersion: 'v1',
  kind: 'Service',
  namespace: 'cardboard',
  name: 'web',
  uid: 'a2b4',
};

function patchSelector(selector: Readonly<Record<string, string | null>>): Action {
  return {
    apiVersion: 'firebreak.dev/v1',
    action: 'patch-service-selector',
    cluster: 'default',
    target: service,
    params: { selector },
    incident: { namespace: 'cardboard' },
  };
}

/** Half of the requests fail; the first proposal would have sent traffic to the database and was refused. */
export const selectorTrap: Incident = {
  id: 'inc_01kb3selectortrap',
  key: '/Service/cardboard/web',
  cluster: 'default',
  state: 'awaiting-approval',
  title: 'Half of the requests to cardboard/web fail with 502',
  severity: 'warning',
  target: service,
  namespaces: ['cardboard'],
  alerts: [
    {
      fingerprint: '1111aaaa2222bbbb',
      status: 'firing',
      labels: {
        alertname: 'IngressHighErrorRate',
        namespace: 'cardboard',
        service: 'web',
        severity: 'warning',
      },
      annotations: { summary: '51 % of requests to web answer 502' },
      startsAt: '2026-03-04T01:40:00.000Z',
    },
  ],
  truncatedAlerts: 0,
  openedAt: '2026-03-04T01:40:20.000Z',
  updatedAt: '2026-03-04T01:41:30.000Z',
  evidence: [
    {
      id: 'ev_1',
      kind: 'service',
      ref: service,
      source: 'GET /api/v1/namespaces/cardboard/services/web',
      at: '2026-03-04T01:41:00.000Z',
      trust: 'trusted',
      status: 'seen',
      summary:
        'selector app.kubernetes.io/name=cardboard matches pods of Deployment web and of StatefulSet postgres',
    },
  ],
  diagnosis: {
    by: 'triage',
    summary:
      'The selector of the Service matches the database as well, so every second request goes to PostgreSQL.',
    causes: [
      {
        cause: 'service.selector-captures-second-workload',
        object: service,
        confidence: 0.97,
        sure: true,
        why: 'Two workloads stand behind the Service, and only one of them listens on port 8080.',
        evidence: ['ev_1'],
      },
    ],
    actions: [patchSelector({ 'app.kubernetes.io/component': 'web' })],
    notes: [],
    cost: { apiCalls: 9, evidenceCharacters: 3_210, modelRequests: 0, inputTokens: 0, outputTokens: 0 },
  },
  proposal: {
    id: 'prop_2',
    incident: 'inc_01kb3selectortrap',
    cluster: 'default',
    by: 'triage',
    purpose: 'fix',
    createdAt: '2026-03-04T01:41:30.000Z',
    expiresAt: '2026-03-04T02:41:30.000Z',
    policyVersion: 'a81f33c0',
    hash: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
    approvalsNeeded: 2,
    changedSince: 'Changed since approval: somebody else edited Service cardboard/web at 01:44',
    steps: [
      {
        action: patchSelector({ 'app.kubernetes.io/component': 'web' }),
        targetUid: 'a2b4',
        basis: '6b86b273ff34fce1',
        request: {
          verb: 'patch',
          target: service,
          patch: [{ op: 'add', path: '/spec/selector/app.kubernetes.io~1component', value: 'web' }],
        },
        inverse: { action: patchSelector({ 'app.kubernetes.io/component': null }) },
        diff: ' spec:\n   selector:\n     app.kubernetes.io/name: cardboard\n+    app.kubernetes.io/component: web\n',
        kubectl:
          'kubectl patch \'service/web\' --namespace=\'cardboard\' --type=\'merge\' --patch=\'{"spec":{"selector":{"app.kubernetes.io/component":"web"}}}\'',
        risk: 'high',
        verdicts: passingVerdicts.map((verdict) =>
          verdict.layer === 'approval'
            ? { ...verdict, reason: 'approval.two-people', message: 'Two different people have to approve' }
            : verdict,
        ),
        provisional: false,
      },
    ],
  },
  refusals: [
    {
      proposal: 'prop_1',
      refused: [
        {
          action: 'patch-service-selector',
          target: 'Service cardboard/web',
          params: { selector: { 'app.kubernetes.io/part-of': 'cardboard' } },
          verdicts: [
            {
              layer: 'selector',
              outcome: 'refuse',
              reason: 'selector.captures-second-workload',
              message: 'Service cardboard/web would also send traffic to StatefulSet cardboard/postgres',
              remedy: 'keep app.kubernetes.io/component=web in the selector',
              objects: [service],
            },
          ],
        },
      ],
    },
  ],
  decisions: [
    {
      id: 'dec_1',
      proposal: 'prop_2',
      hash: '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae',
      decision: 'approve',
      by: { kind: 'person', name: 'On Call' },
      channel: 'page',
      at: '2026-03-04T01:45:00.000Z',
    },
  ],
  executions: [],
};
