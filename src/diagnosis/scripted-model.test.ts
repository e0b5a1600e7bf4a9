import { describe, expect, test } from 'vitest';
import { evidenceItem, incidentOf, triageDiagnosis } from '../../test/diagnosis/cases.ts';
import { fakeBudget, fakeClock, fakeIds, recorded, fakeWait } from '../../test/diagnosis/fakes.ts';
import type { Candidate } from '../domain/candidate.ts';
import type { Diagnosis } from '../domain/diagnosis.ts';
import type { EvidenceItem } from '../domain/evidence.ts';
import type { Incident, Refusal } from '../domain/incident.ts';
import type { ObjectRef } from '../domain/objects.ts';
import { redact } from '../evidence/text/redact.ts';
import { diagnose } from './diagnose.ts';
import { defaultModelLimits } from './model-limits.ts';
import { loadPrompts } from './prompt.ts';
import { scriptedModel } from './scripted-model.ts';
import { scripts } from './scripted-replies.ts';
import { taxonomy } from './taxonomy.ts';

async function answer(
  scenario: string,
  given: {
    readonly evidence: readonly EvidenceItem[];
    readonly candidates: readonly Candidate[];
    readonly incident?: Partial<Incident>;
  },
): Promise<Diagnosis> {
  const model = scriptedModel(scenario);
  if (model === undefined) throw new Error(`no script for ${scenario}`);
  const { diagnosis } = await diagnose({
    incident: incidentOf(given.incident),
    evidence: given.evidence,
    triage: triageDiagnosis({ causes: [], actions: [], summary: 'nothing known' }),
    candidates: given.candidates,
    tools: [],
    models: [model],
    budget: fakeBudget().budget,
    limits: defaultModelLimits,
    prompts: loadPrompts(),
    taxonomy,
    namespaces: { components: {}, confusionPairs: [] },
    redact,
    ...recorded(),
    wait: fakeWait().wait,
    clock: fakeClock,
    ids: fakeIds(),
    signal: new AbortController().signal,
  });
  return diagnosis;
}

function refusing(
  target: string,
  action: string,
  params: Refusal['refused'][number]['params'],
  remedy: string,
): Refusal {
  return {
    proposal: 'prop_1',
    refused: [
      {
        action,
        target,
        params,
        verdicts: [
          {
            layer: 'pod-security',
            outcome: 'refuse',
            reason: 'pod-security.blocks-workloads',
            message: 'no',
            remedy,
          },
        ],
      },
    ],
  };
}

test('every script carries its label, and there is none for an unknown scenario', () => {
  expect(scriptedModel('selector-trap')?.name).toBe('scripted:selector-trap');
  expect(scriptedModel('no-such-scenario')).toBeUndefined();
});

test('every script names a cause of the taxonomy', () => {
  const unknown = [...scripts.values()]
    .map(({ cause }) => cause)
    .filter((cause) => !Object.hasOwn(taxonomy, cause));

  expect(unknown).toEqual([]);
});

describe('selector-trap', () => {
  const service: ObjectRef = { apiVersion: 'v1', kind: 'Service', namespace: 'cardboard', name: 'web' };
  const given = {
    evidence: [evidenceItem('ev_1', { kind: 'service', ref: service })],
    candidates: [
      {
        id: 'cand_1',
        action: 'patch-service-selector',
        target: service,
        evidence: ['ev_1'],
        values: { '/selector/app.kubernetes.io~1component': ['web', 'database'] },
        required: [],
        why: 'tell the workloads apart',
      },
    ],
  };
  const selecting = (component: string) => ({ selector: { 'app.kubernetes.io/component': component } });

  test('proposes the mistake first', async () => {
    expect((await answer('selector-trap', given)).actions.map((action) => action.params)).toEqual([
      selecting('database'),
    ]);
  });

  test('proposes the right component once refused', async () => {
    const refusals = [
      refusing(
        'Service cardboard/web',
        'patch-service-selector',
        selecting('database'),
        'keep component=web',
      ),
    ];

    const diagnosis = await answer('selector-trap', { ...given, incident: { refusals } });

    expect(diagnosis).toMatchObject({
      by: 'scripted:selector-trap',
      actions: [{ params: selecting('web') }],
    });
  });
});

describe('over-labelling', () => {
  const names = ['cardboard', 'trade-bot', 'home-assistant', 'dev-workspace'];
  const label = 'pod-security.kubernetes.io/enforce';
  const refs = names.map((name): ObjectRef => ({ apiVersion: 'v1', kind: 'Namespace', name }));
  const given = {
    evidence: refs.map((ref, index) => evidenceItem(`ev_${index + 1}`, { kind: 'namespace', ref })),
    candidates: refs.map(
      (target, index): Candidate => ({
        id: `cand_${index + 1}`,
        action: 'set-labels',
        target,
        evidence: [`ev_${index + 1}`],
        values: { '/labels/pod-security.kubernetes.io~1enforce': ['restricted', 'baseline', 'privileged'] },
        required: ['/labels/pod-security.kubernetes.io~1enforce'],
        why: 'enforce a level',
      }),
    ),
  };
  const levels = (diagnosis: Diagnosis) =>
    diagnosis.actions.map(({ target, params }) => [target.name, params['labels']]);

  test('labels all four namespaces restricted first', async () => {
    const diagnosis = await answer('over-labelling', { ...given, incident: { namespaces: names } });

    expect(levels(diagnosis)).toEqual(names.map((name) => [name, { [label]: 'restricted' }]));
  });

  test("follows each refusal's remedy then", async () => {
    const fits = (level: string) =>
      `${label}=${level} is the highest level that every workload fits; ${label} warn`;
    const refusals = names.map((name, index) =>
      refusing(
        `Namespace ${name}`,
        'set-labels',
        { labels: { [label]: 'restricted' } },
        index < 2 ? fits('baseline') : 'no level above privileged fits every workload',
      ),
    );

    const diagnosis = await answer('over-labelling', { ...given, incident: { namespaces: names, refusals } });

    expect(levels(diagnosis)).toEqual([
      ['cardboard', { [label]: 'baseline' }],
      ['trade-bot', { [label]: 'baseline' }],
      ['home-assistant', { [label]: 'privileged' }],
      ['dev-workspace', { [label]: 'privileged' }],
    ]);
  });
});

test('abstains where no candidate fits the script', async () => {
  const diagnosis = await answer('oom-scraper', { evidence: [evidenceItem('ev_1')], candidates: [] });

  expect(diagnosis).toMatchObject({ actions: [], notes: ['no action: no candidate mends this'] });
});
