import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { framedLines } from '../../src/diagnosis/prompt-frame.ts';
import { readScriptPrompt } from '../../src/diagnosis/scripted-prompt.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import type { Model } from '../../src/ports/model.ts';
import { type AttackedService, type IncidentDetail, startAttackedService } from './attacked-service.ts';
import { seededSecrets, type SeededSecret } from './seeded-secrets.ts';
import { eventAbout, type Victim, victim } from './victims.ts';

const places = [
  'log',
  'event',
  'annotation',
  'last-applied',
  'env',
  'args',
  'alert-annotation',
  'alert-label',
  'generator-url',
  'last-words',
  'deleted-job',
] as const;
type Place = (typeof places)[number];

const seeded = new Map(places.map((place, index) => [place, seededSecrets(index + 1)] as const));
const everySecret = [...seeded.values()].flat();
const secretsIn = (place: Place) => seeded.get(place) ?? [];
const texts = (place: Place) => secretsIn(place).map(({ text }) => text);
const numbered = (place: Place) =>
  Object.fromEntries(texts(place).map((text, index) => [`team.example/note-${index}`, text]));

const victims: readonly Victim[] = [
  victim('log', { log: texts('log').flatMap((text) => text.split('\n')) }),
  victim('event'),
  victim('annotation', { annotations: numbered('annotation') }),
  victim('last-applied', {
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(texts('last-applied')),
    },
  }),
  victim('env', { env: texts('env').map((value, index) => ({ name: `SETTING_${index}`, value })) }),
  victim('args', { args: texts('args') }),
  victim('alert-annotation'),
  victim('alert-label'),
  victim('generator-url'),
  victim('last-words', { terminationMessage: texts('last-words').join('\n') }),
];

const failedJob: KubernetesObject = {
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: {
    name: 'deleted-job',
    namespace: 'cardboard',
    uid: 'uid-job',
    annotations: numbered('deleted-job'),
  },
  spec: {
    backoffLimit: 0,
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [{ name: 'job', image: 'registry.example/team/job:1', args: texts('deleted-job') }],
      },
    },
  },
  status: {
    failed: 1,
    startTime: '2026-03-04T01:00:00Z',
    conditions: [
      {
        type: 'Failed',
        status: 'True',
        reason: 'BackoffLimitExceeded',
        message: 'Job has reached the specified backoff limit',
        lastTransitionTime: '2026-03-04T01:01:00Z',
      },
    ],
  },
};

const alerts = [
  ...victims
    .map(({ objects }) => objects[0]?.metadata.name ?? '')
    .map((name, index) => ({
      labels: {
        alertname: 'KubeDeploymentReplicasMismatch',
        namespace: 'cardboard',
        deployment: name,
        ...(name === 'alert-label'
          ? Object.fromEntries(texts('alert-label').map((text, number) => [`note_${number}`, text]))
          : {}),
      },
      annotations: name === 'alert-annotation' ? { description: texts('alert-annotation').join('\n') } : {},
      fingerprint: `feed${index}`,
      ...(name === 'generator-url' ? { generatorURL: texts('generator-url').join('\n') } : {}),
    })),
  {
    labels: { alertname: 'KubeJobFailed', namespace: 'cardboard', job_name: 'deleted-job' },
    annotations: {},
    fingerprint: 'feedjob',
  },
];

describe(`${everySecret.length} secrets lying about in a cluster`, () => {
  let service: AttackedService;
  let incidents: readonly IncidentDetail[];
  const sent: string[] = [];

  /** Repeats what it was shown, and picks the first candidate, so that there is a proposal with a diff. */
  const talkative: Model = {
    name: 'scripted:talkative',
    complete: async ({ messages }) => {
      const shown = messages.map(({ text }) => text);
      sent.push(...shown);
      const [candidate] = readScriptPrompt(shown).candidates;
      const evidence = candidate?.evidence[0] ?? 'ev_1';
      const lines = JSON.stringify(shown.flatMap(framedLines));
      const params = Object.fromEntries(
        Object.entries(candidate?.values ?? {}).map(([pointer, offered]) => [pointer, offered.at(-1)]),
      );
      const cause = {
        cause: 'container.oom-killed',
        object: evidence,
        confidence: 0.5,
        why: lines.slice(0, 500),
        evidence: [evidence],
      };
      const reply = {
        summary: lines.slice(-700),
        causes: [cause],
        actions: [{ candidate: candidate?.id, params }],
      };
      return {
        text: lines.slice(0, 5_000),
        toolCalls: [{ id: 'call_1', name: 'propose', arguments: JSON.stringify(reply) }],
        stop: 'tool-calls',
        usage: { inputTokens: 1, outputTokens: 1 },
      };
    },
  };

  beforeAll(async () => {
    service = await startAttackedService({
      objects: [
        ...victims.flatMap(({ objects }) => objects),
        failedJob,
        ...texts('event').map((message, index) => {
          const event = eventAbout('event', message);
          return { ...event, metadata: { ...event.metadata, name: `event.${index}` } };
        }),
      ],
      behaviours: victims.flatMap(({ behaviours }) => behaviours),
      model: talkative,
    });
    expect(await service.notify(alerts, `{}:{password="${secretsIn('alert-label')[0]?.core}"}`)).toBe(200);
    incidents = await service.settled(alerts.length);
  }, 120_000);
  afterAll(() => service?.stop());

  function found(surface: string): readonly string[] {
    return [...seeded].flatMap(([place, secrets]) =>
      secrets
        .filter(({ core }: SeededSecret) => surface.includes(core))
        .map(({ kind }) => `${kind} in ${place}`),
    );
  }

  it('are at least 200, and most incidents have a proposal with a diff to leak into', () => {
    expect(everySecret.length).toBeGreaterThanOrEqual(200);
    expect(new Set(everySecret.map(({ core }) => core)).size).toBe(everySecret.length);
    expect(
      incidents.filter(({ proposal }) => proposal !== null && proposal !== undefined).length,
    ).toBeGreaterThan(8);
  });

  it('are in no file of the data folder', () => {
    expect(found(service.files())).toEqual([]);
  });

  it('are in no line of the log', () => {
    expect(service.log()).toContain('"level"');
    expect(found(service.log())).toEqual([]);
  });

  it('are in no request to a model', () => {
    expect(sent.length).toBeGreaterThan(0);
    expect(found(sent.join('\n'))).toEqual([]);
  });

  it('are in no answer of the API', async () => {
    const paths = ['/incidents', '/ledger?limit=500', ...incidents.map(({ id }) => `/incidents/${id}`)];
    const answers = await Promise.all(paths.map((path) => service.get(path)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect(found(answers.map(({ body }) => body).join('\n'))).toEqual([]);
  });

  it('are on no page', async () => {
    const paths = ['/', '/ledger', ...incidents.map(({ id }) => `/incidents/${id}`)];
    const pages: string[] = [];
    for (const path of paths) pages.push(await service.page(path));
    expect(pages.at(-1)).toContain('cardboard');
    expect(found(pages.join('\n'))).toEqual([]);
  });
});
