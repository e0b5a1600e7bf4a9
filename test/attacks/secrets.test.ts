import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { liteLlmModel } from '../../src/adapters/models/litellm.ts';
import { framedLines } from '../../src/diagnosis/prompt-frame.ts';
import { readScriptPrompt } from '../../src/diagnosis/scripted-prompt.ts';
import { type ScriptedBackend, startScriptedBackend } from '../parts/scripted-openai-backend.ts';
import type { ScriptedReply } from '../parts/scripted-reply.ts';
import { type AttackedService, type IncidentDetail, startAttackedService } from './attacked-service.ts';
import { alertAbout, leaks, type LeftSecret, victimOf } from './seeded-secrets.ts';
import { leakSearch } from './secrets/leak-search.ts';
import { knownSecrets, knownValues } from './secrets/known-values.ts';

const known = new Set(knownSecrets.map(({ kind }) => kind));
const left = leaks.flatMap(({ secrets }) => secrets);
const unknown = left.filter(({ kind }) => !known.has(kind));
const search = leakSearch<LeftSecret>(left);

/** Repeats what it was shown, and picks the first candidate, so that there is a proposal with a diff. */
function talkative(shown: readonly string[]): ScriptedReply {
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
    kind: 'tool-calls',
    content: lines.slice(0, 5_000),
    calls: [{ name: 'propose', arguments: reply }],
  };
}

describe(`${unknown.length} secrets lying about in a cluster, and ${knownSecrets.length} spellings of known ones`, () => {
  let service: AttackedService;
  let backend: ScriptedBackend;
  let incidents: readonly IncidentDetail[];
  let sent: string;

  beforeAll(async () => {
    backend = await startScriptedBackend(({ messages }) =>
      talkative(messages.flatMap(({ content }) => (typeof content === 'string' ? [content] : []))),
    );
    const victims = leaks.map(victimOf);
    service = await startAttackedService({
      objects: victims.flatMap(({ objects }) => objects),
      behaviours: victims.flatMap(({ behaviours }) => behaviours),
      model: liteLlmModel({
        alias: 'talkative',
        baseUrl: `${backend.url}/v1`,
        apiKey: knownValues.litellmApiKey,
      }),
    });
    expect(await service.notify(leaks.map(alertAbout), `{}:{password="${left[0]?.core ?? ''}"}`)).toBe(200);
    incidents = await service.settled(leaks.length);
    sent = backend.requests.map((request) => JSON.stringify(request)).join('\n');
  }, 240_000);
  afterAll(async () => {
    await service?.stop();
    await backend?.stop();
  });

  /** What a surface shows: of the known values nothing, of the others at most one in twenty of those that came by. */
  function expectHidden(surface: string): void {
    const shown = search(surface);
    const came = unknown.filter(({ mark }) => surface.includes(mark)).length;
    const what = shown.map(({ kind, place }) => `${kind} in ${place}`);
    expect(what.filter((_each, index) => known.has(shown[index]?.kind ?? ''))).toEqual([]);
    expect(what.length, what.join(', ')).toBeLessThanOrEqual(came / 20);
  }

  it('are more than 1,000, of which several hundred come within reach of a model', () => {
    expect(unknown.length).toBeGreaterThanOrEqual(1_000);
    expect(new Set(unknown.map(({ core }) => core)).size).toBe(unknown.length);
    expect(unknown.filter(({ mark }) => sent.includes(mark)).length).toBeGreaterThan(300);
    expect(
      incidents.filter(({ proposal }) => proposal !== null && proposal !== undefined).length,
    ).toBeGreaterThan(8);
  });

  it('are in no file of the data folder', () => {
    expectHidden(service.files());
  });

  it('are in no line of the log', () => {
    expect(service.log()).toContain('"level"');
    expectHidden(service.log());
  });

  it('are in no request on the wire to a model', () => {
    expectHidden(sent);
  });

  it('are in no answer of the API', async () => {
    const paths = ['/incidents', '/ledger?limit=500', ...incidents.map(({ id }) => `/incidents/${id}`)];
    const answers = await Promise.all(paths.map((path) => service.get(path)));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expectHidden(answers.map(({ body }) => body).join('\n'));
  });

  it('are on no page', async () => {
    const paths = ['/', '/ledger', ...incidents.map(({ id }) => `/incidents/${id}`)];
    const pages: string[] = [];
    for (const path of paths) pages.push(await service.page(path));
    expect(pages.at(-1)).toContain('cardboard');
    expectHidden(pages.join('\n'));
  });
});
