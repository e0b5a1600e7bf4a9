import { pino } from 'pino';
import { decide } from '../../src/approvals/decide.ts';
import { undo } from '../../src/approvals/undo.ts';
import type { Action } from '../../src/domain/action.ts';
import type { Caller, Decider, DecisionKind } from '../../src/domain/decision.ts';
import { type Incident, type IncidentState, isFixInDoubt } from '../../src/domain/incident.ts';
import { type KubernetesObject, refKey, refOf } from '../../src/domain/objects.ts';
import { approvalLayer } from '../../src/guardrails/approval/approval-layer.ts';
import { judgeBlastRadius } from '../../src/guardrails/blast-radius.ts';
import type { Guardrail } from '../../src/guardrails/guardrail.ts';
import type { JudgeSetting } from '../../src/guardrails/judge-action.ts';
import type { Policies } from '../../src/guardrails/policies/policies.ts';
import { type CorrelatePorts, correlateWaiting } from '../../src/intake/correlate.ts';
import { createReceiver, type ReceivePorts } from '../../src/intake/receive.ts';
import type { AlertSource } from '../../src/ports/alert-source.ts';
import type { Findings } from '../../src/domain/diagnosis.ts';
import type { PullRequestSources } from '../../src/guardrails/plan-pull-request.ts';
import type { Condition, PullRequestPorts, ResponsePorts } from '../../src/response/stage.ts';
import { type WorkerPorts, workOnce } from '../../src/response/worker.ts';
import { readHistory } from '../../src/store/history.ts';
import { readIncident } from '../../src/store/incidents.ts';
import { readLedger } from '../../src/store/queries.ts';
import { deployment, packaged } from './allowlist.ts';
import { fakeCluster } from './fake-cluster.ts';
import { countingIds, fakeClock, temporaryStore } from './store.ts';

export const web: KubernetesObject = {
  ...deployment('cardboard', 'web'),
  status: { replicas: 2, updatedReplicas: 2, readyReplicas: 2 },
};
export const alice: Decider = { kind: 'person', name: 'alice' };
/** Asks for undos, which alice then approves. */
const bob: Decider = { kind: 'person', name: 'bob' };

const approvers: Policies['approvers'] = [
  {
    source: { file: 'policies/test.yaml', line: 1 },
    name: 'everybody',
    risks: ['low', 'medium', 'high'],
    people: ['*'],
    groups: [],
    tokens: ['ci'],
  },
];

/** The blast radius alone: these tests are about the way of an incident, not about what the layers say. */
const blastRadius: Guardrail = {
  layer: 'allowlist',
  async judge({ action, history, policies, now }) {
    const { namespace } = action.target;
    const target = { key: refKey(action.target), ...(namespace === undefined ? {} : { namespace }) };
    const refusal = judgeBlastRadius(
      target,
      history ?? { stopped: false, changes: [] },
      policies.limits,
      now,
    );
    return refusal === undefined
      ? { layer: 'allowlist', outcome: 'pass', reason: 'allowlist.allowed', message: 'allowed' }
      : { layer: 'allowlist', outcome: 'refuse', ...refusal };
  },
};

/** Raises the memory limit of a workload. */
export function raise(memory: string, object: KubernetesObject = web): Action {
  return {
    apiVersion: 'firebreak.dev/v1',
    action: 'set-resources',
    cluster: 'default',
    target: refOf(object),
    params: { container: 'app', limits: { memory } },
  };
}

interface ToldAlert {
  readonly status?: 'firing' | 'resolved';
  readonly deployment?: string;
  readonly namespace?: string;
}

interface RigOptions {
  readonly alertSource?: AlertSource;
  readonly pullRequests?: PullRequestPorts & Omit<PullRequestSources, 'redact'>;
}

/** The response over a real store and a cluster in memory, one step at a time, on a clock that the test owns. */
export async function startRig({ alertSource, pullRequests }: RigOptions = {}) {
  const store = await temporaryStore();
  const { db } = store;
  const clock = fakeClock();
  const cluster = fakeCluster(web);
  const state = {
    policies: {
      ...packaged,
      approvers,
      limits: { ...packaged.limits, verificationSeconds: 60, stableSeconds: 10 },
    } as Policies,
    actions: [raise('512Mi')] as readonly Action[],
    condition: 'holds' as Condition,
    /** Who diagnoses which causes, and what the investigation finds beside them. */
    by: 'triage',
    causes: [] as Findings['diagnosis']['causes'],
    found: {} as Partial<Pick<Findings, 'evidence' | 'missteps'>>,
    investigate: async (): Promise<void> => {},
    judging: async (): Promise<void> => {},
    mode: 'approve' as const,
    guardrails: (alertSource === undefined
      ? [blastRadius]
      : [blastRadius, approvalLayer]) as readonly Guardrail[],
  };
  const judgeSetting = async (incident: Incident): Promise<JudgeSetting> => ({
    guardrails: state.guardrails,
    inDoubt: isFixInDoubt(incident),
    cluster: cluster.reader,
    dryRun: {
      async dryRun(request) {
        await state.judging();
        return cluster.dryRun.dryRun(request);
      },
    },
    mode: 'response',
    policies: state.policies,
    clusterName: 'default',
    history: await readHistory(db, clock.now(), incident),
    now: clock.now(),
    layerTimeoutMilliseconds: 5_000,
    ...(pullRequests === undefined
      ? {}
      : { pullRequests: { ...pullRequests, redact: (text) => response.redact(text) } }),
  });
  const findings = (): Findings => ({
    target: refOf(web),
    evidence: [],
    missteps: [],
    ...state.found,
    diagnosis: {
      by: state.by,
      summary: 'memory',
      causes: state.causes,
      actions: state.actions,
      notes: [],
      cost: { apiCalls: 0, evidenceCharacters: 0, modelRequests: 0, inputTokens: 0, outputTokens: 0 },
    },
  });
  const response: ResponsePorts = {
    cluster: cluster.reader,
    writer: cluster.writer,
    clock,
    ids: countingIds(),
    mode: state.mode,
    policies: () => state.policies,
    redact: async (text) => text.replaceAll('hunter2', '[redacted]'),
    judgeSetting,
    async investigate() {
      await state.investigate();
      return findings();
    },
    ...(alertSource === undefined ? {} : { alertSource }),
    ...(pullRequests === undefined ? {} : { pullRequests }),
    condition: async () => state.condition,
    verificationPollMilliseconds: 2_000,
  };
  const worker: WorkerPorts = {
    db,
    clock,
    logger: pino({ level: 'silent' }),
    response,
    changed: () => {},
    observe: () => {},
    leaseMilliseconds: 30_000,
    retryMilliseconds: 10_000,
    graceMilliseconds: 50,
  };
  const intake: ReceivePorts = {
    db,
    clock,
    clusterName: 'default',
    confirms: alertSource !== undefined,
    redact: async (text) => text,
  };
  const correlation: CorrelatePorts = {
    db,
    clock,
    ids: response.ids,
    clusterName: 'default',
    place: async (alert, groupKey) => ({
      key: alert.labels['deployment'] ?? groupKey,
      target: refOf(web),
      namespace: alert.labels['namespace'] ?? 'cardboard',
    }),
    settleSeconds: () => 30,
  };
  const never = new AbortController().signal;
  const decidePorts = { db, clock, ids: response.ids, policies: () => state.policies };

  const rig = {
    store,
    db,
    clock,
    cluster,
    state,
    worker,
    intake,
    correlation,
    /** A notification about the alert of a name. */
    async receive(name: string, more: ToldAlert = {}) {
      const { status = 'firing', deployment: about = 'web', namespace = 'cardboard' } = more;
      const at = clock.now().toISOString();
      const alert = {
        status,
        labels: { alertname: name, deployment: about, namespace },
        startsAt: at,
        ...(status === 'resolved' ? { endsAt: at } : {}),
        fingerprint: `fp-${name}`,
      };
      await createReceiver(intake)({ version: '4', groupKey: 'group', alerts: [alert] });
    },
    /** The same, and its place in an incident. */
    async notify(name: string, more: ToldAlert = {}) {
      await rig.receive(name, more);
      await correlateWaiting(correlation);
    },
    /** One claim and its stage; false where nothing was due. */
    step: (signal: AbortSignal = never) => workOnce('worker-1', worker, signal),
    /** Works, and lets time pass where nothing is due, until the incident is in the state. */
    async reach(wanted: IncidentState, id?: string): Promise<Incident> {
      for (let round = 0; round < 400; round += 1) {
        const incident = await rig.incident(id);
        if (incident.state === wanted) return incident;
        if (!(await rig.step())) clock.advance(2_000);
      }
      throw new Error(`${wanted} was not reached: ${JSON.stringify(await rig.incident(id), null, 1)}`);
    },
    /** By id, or the newest. */
    async incident(id?: string): Promise<Incident> {
      const newest = await db.selectFrom('incidents').select('id').orderBy('id', 'desc').executeTakeFirst();
      const incident = await readIncident(db, id ?? newest?.id ?? '');
      if (incident === undefined) throw new Error('there is no incident');
      return incident;
    },
    async decide(incident: Incident, decision: DecisionKind = 'approve', by: Caller = alice) {
      const { id = '', hash = '' } = incident.proposal ?? {};
      const reason = decision === 'approve' ? {} : { reason: 'because' };
      return decide(
        { incident: incident.id, proposal: id, hash, decision, by, channel: 'api', ...reason },
        decidePorts,
      );
    },
    undo: (incident: Incident) => undo({ incident: incident.id, by: bob }, decidePorts),
    /** Fires, waits for the proposal and approves it. */
    async approved(): Promise<Incident> {
      await rig.notify('KubePodCrashLooping');
      const waiting = await rig.reach('awaiting-approval');
      await rig.decide(waiting);
      return waiting;
    },
    limit: () => memoryLimit(cluster.get(web)),
    ledger: async () => (await readLedger(db, { limit: 500 })).map((entry) => entry.type),
    close: () => store.close(),
  };
  return rig;
}

export type Rig = Awaited<ReturnType<typeof startRig>>;

function memoryLimit(object: KubernetesObject | undefined): unknown {
  const spec = object?.['spec'] as
    | { template: { spec: { containers: { resources: { limits: { memory: string } } }[] } } }
    | undefined;
  return spec?.template.spec.containers[0]?.resources.limits.memory;
}
