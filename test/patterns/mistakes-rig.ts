import type { Action } from '../../src/domain/action.ts';
import type { Cause } from '../../src/domain/diagnosis.ts';
import type { IncidentState } from '../../src/domain/incident.ts';
import { type KubernetesObject, refOf } from '../../src/domain/objects.ts';
import { defaultModelLimits } from '../../src/diagnosis/model-limits.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { loadPrompts } from '../../src/diagnosis/prompt.ts';
import { createReadTools } from '../../src/evidence/read-tools.ts';
import { guardrails } from '../../src/guardrails/index.ts';
import type { ActionRule, Policies } from '../../src/guardrails/policies/policies.ts';
import { createFailureLog } from '../../src/ledger/failure-patterns/failure-log.ts';
import { failureReport } from '../../src/ledger/failure-patterns/report.ts';
import { evidence, incidentOf, raiseMemory, restart, taxonomy, triageDiagnosis } from '../diagnosis/cases.ts';
import {
  fakeBudget,
  fakeClock,
  fakeIds,
  fakeModel,
  fakeWait,
  recorded,
  recorder,
  redactHunter,
  type Turn,
} from '../diagnosis/fakes.ts';
import { deployment, packaged } from '../support/allowlist.ts';
import { startRig } from '../support/response-rig.ts';

/** Everything is allowed: what is refused is refused by another rule or layer. */
const everything: ActionRule = {
  source: { file: 'policies/test.yaml', line: 1 },
  name: 'everything',
  effect: 'allow',
  actions: ['*'],
  kinds: ['*'],
  namespaces: ['*'],
  params: [{ path: ['**'] }],
};

export const namespaceObject: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'cardboard', uid: 'uid-ns', labels: {} },
};

/** The response over the packaged patterns, with ways to go wrong in it. */
export async function startMistakes() {
  const rig = await startRig();
  rig.cluster.put(namespaceObject);
  rig.state.by = 'litellm:claude-haiku';
  const log = createFailureLog(rig.db, () => rig.state.policies);
  const report = () => failureReport({ db: rig.db, log, policies: rig.state.policies }, {});

  return {
    rig,
    report,
    /** The names of the patterns that were seen, and what fits none as `unclassified`. */
    async seen(): Promise<readonly string[]> {
      const { patterns, unclassified } = await report();
      return [...patterns, unclassified].filter(({ count }) => count > 0).map(({ name }) => name);
    },
    /** An incident whose model answers so; what it did wrong goes on record. */
    async modelSays(...turns: readonly Turn[]): Promise<void> {
      const model = fakeModel('litellm:claude-haiku', ...turns);
      const incident = incidentOf();
      const signal = new AbortController().signal;
      const { tools } = createReadTools({
        collected: {
          items: evidence,
          objects: new Map([['ev_2', deployment('cardboard', 'price-scraper')]]),
        },
        namespaces: incident.namespaces,
        cluster: rig.cluster.reader,
        clock: fakeClock,
        apiCalls: 20,
        characters: 24_000,
      });
      const { missteps } = await diagnose({
        incident,
        evidence,
        triage: triageDiagnosis(),
        candidates: [raiseMemory, restart],
        tools,
        models: [model],
        budget: fakeBudget().budget,
        limits: defaultModelLimits,
        prompts: loadPrompts(),
        taxonomy,
        namespaces: packaged.namespaceMap,
        redact: redactHunter,
        recordExchange: recorder().recordExchange,
        recordDiagnosis: recorded().recordDiagnosis,
        wait: fakeWait().wait,
        clock: fakeClock,
        ids: fakeIds(),
        signal,
      });
      rig.state.found = { missteps };
      rig.state.actions = [];
      await rig.notify('PodCrashLoopBackOff');
      await rig.reach('closed');
    },
    /** An incident in which these actions meet the real layers, everything being allowed that can be. */
    async proposes(
      actions: readonly Action[],
      { until = 'closed', causes = [] }: { until?: IncidentState; causes?: readonly string[] } = {},
    ) {
      rig.state.policies = withEverythingAllowed(rig.state.policies);
      rig.state.guardrails = guardrails;
      rig.state.actions = actions;
      rig.state.causes = causes.map(
        (cause): Cause => ({
          cause,
          object: refOf(deployment()),
          confidence: 0.9,
          sure: false,
          why: 'a test',
          evidence: [],
        }),
      );
      await rig.notify('HighErrorRate');
      return rig.reach(until);
    },
    /** As `proposes`, approved by two people; nothing that it writes makes the alert go away. */
    async failsAfter(actions: readonly Action[], causes: readonly string[] = []): Promise<void> {
      const waiting = await this.proposes(actions, { until: 'awaiting-approval', causes });
      for (const name of ['alice', 'bob']) await rig.decide(waiting, 'approve', { kind: 'person', name });
      await rig.reach('verifying');
      for (let round = 0; round < 300 && !(await rig.ledger()).includes('verification.failed'); round += 1) {
        if (!(await rig.step())) rig.clock.advance(2_000);
      }
    },
  };
}

function withEverythingAllowed(policies: Policies): Policies {
  return { ...policies, rules: [everything] };
}
