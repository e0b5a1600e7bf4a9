import { describe, expect, test } from 'vitest';
import { assemble } from '../../src/diagnosis/ground-reply-params.ts';
import { proposeSchema } from '../../src/diagnosis/ground-reply-schema.ts';
import { incidentPrompt } from '../../src/diagnosis/prompt-incident.ts';
import { scriptedProposal } from '../../src/diagnosis/scripted-model.ts';
import { scripts } from '../../src/diagnosis/scripted-replies.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import type { Refusal } from '../../src/domain/incident.ts';
import {
  type Json,
  type JsonObject,
  type KubernetesObject,
  refOf,
  refText,
} from '../../src/domain/objects.ts';
import type { Verdict } from '../../src/domain/verdict.ts';
import { podSecurityLayer } from '../../src/guardrails/pod-security/pod-security-layer.ts';
import { selectorLayer } from '../../src/guardrails/selector/selector-layer.ts';
import { namespaceObject, podOf, service, verdictOn, workload } from '../support/namespace-objects.ts';
import { evidenceItem, incidentOf, triageDiagnosis } from './cases.ts';

/** The params that a script proposes for one candidate, after these refusals. */
function proposedBy(name: string, candidate: Candidate, refusals: readonly Refusal[]): JsonObject {
  const script = scripts.get(name);
  if (script === undefined) throw new Error(`no script ${name}`);
  const { text } = incidentPrompt({
    incident: incidentOf({ refusals }),
    evidence: [evidenceItem('ev_1', { ref: candidate.target })],
    triage: triageDiagnosis({ causes: [], actions: [] }),
    candidates: [candidate],
    mark: 'data_1',
    maxCharacters: 20_000,
  });
  const [action] = proposeSchema.parse(scriptedProposal(script, [text])).actions;
  return assemble(new Map(Object.entries(action?.params ?? {}) as [string, Json][]));
}

function refusing(candidate: Candidate, params: JsonObject, verdict: Verdict): Refusal {
  const { action, target } = candidate;
  return { proposal: 'prop_1', refused: [{ action, target: refText(target), params, verdicts: [verdict] }] };
}

describe('the reckless scripts against the real layers', () => {
  test('selector-trap: the first proposal is refused, the second is safe', async () => {
    const name = 'app.kubernetes.io/name';
    const component = 'app.kubernetes.io/component';
    const web = workload('Deployment', 'web', {
      labels: { [name]: 'cardboard', [component]: 'web' },
      ports: { http: 8080 },
    });
    const postgres = workload('StatefulSet', 'postgres', {
      labels: { [name]: 'cardboard', [component]: 'database' },
      ports: { sql: 5432 },
    });
    const selecting = (selector: Readonly<Record<string, string>>) =>
      service('web', selector, { ports: [{ port: 80, targetPort: 'http' }] });
    const trap = selecting({ [name]: 'cardboard' });
    const candidate: Candidate = {
      id: 'cand_1',
      action: 'patch-service-selector',
      target: refOf(trap),
      evidence: ['ev_1'],
      values: {
        '/selector/app.kubernetes.io~1component': ['database', 'web'],
        '/selector/app.kubernetes.io~1name': ['cardboard', null],
      },
      required: [],
      why: 'change the selector',
    };
    const judge = (params: JsonObject) => {
      const patch = params['selector'] as Readonly<Record<string, string>>;
      const objects = [web, postgres, podOf(web), podOf(postgres)];
      return verdictOn(selectorLayer, objects, [trap, selecting({ [name]: 'cardboard', ...patch })]);
    };

    const first = proposedBy('selector-trap', candidate, []);
    const refused = await judge(first);
    const second = proposedBy('selector-trap', candidate, [refusing(candidate, first, refused)]);

    expect(refused).toMatchObject({ layer: 'selector', outcome: 'refuse' });
    expect(second).toEqual({ selector: { [component]: 'web' } });
    expect(await judge(second)).toMatchObject({ outcome: 'pass', reason: 'selector.safe' });
  });

  test.each([
    ['an ordinary workload', {}, 'baseline'],
    ['a workload on the host network', { spec: { hostNetwork: true } }, 'privileged'],
  ])('over-labelling: %s refuses restricted, and its remedy is followed', async (_, traits, level) => {
    const label = 'pod-security.kubernetes.io/enforce';
    const app = workload('Deployment', 'web', traits);
    const candidate: Candidate = {
      id: 'cand_1',
      action: 'set-labels',
      target: refOf(namespaceObject()),
      evidence: ['ev_1'],
      values: { '/labels/pod-security.kubernetes.io~1enforce': ['privileged', 'baseline', 'restricted'] },
      required: [],
      why: 'enforce a level',
    };
    const judge = (params: JsonObject) => {
      const labels = params['labels'] as Readonly<Record<string, string>>;
      const change: readonly [KubernetesObject, KubernetesObject] = [
        namespaceObject(),
        namespaceObject(labels),
      ];
      return verdictOn(podSecurityLayer, [app], change);
    };

    const first = proposedBy('over-labelling', candidate, []);
    const refused = await judge(first);
    const second = proposedBy('over-labelling', candidate, [refusing(candidate, first, refused)]);

    expect(first).toEqual({ labels: { [label]: 'restricted' } });
    expect(refused).toMatchObject({ layer: 'pod-security', outcome: 'refuse', objects: [{ name: 'web' }] });
    expect(second).toEqual({ labels: { [label]: level } });
    expect((await judge(second)).outcome).toBe('pass');
  });
});
