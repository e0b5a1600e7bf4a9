import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  evidence,
  incidentOf,
  oom,
  proposal,
  raiseMemory,
  refusal,
  restart,
  scraper,
  scraperPod,
  taxonomy,
} from '../../test/diagnosis/cases.ts';
import { refKey } from '../domain/objects.ts';
import { type Ground, groundReply } from './ground-reply.ts';

const ground: Ground = {
  incident: incidentOf(),
  evidence: new Map(evidence.map((item) => [item.id, item])),
  candidates: new Map([raiseMemory, restart].map((candidate) => [candidate.id, candidate])),
  causes: new Set(Object.keys(taxonomy)),
  sureCauses: [oom],
};

function complaintsAbout(change: Readonly<Record<string, unknown>>, on: Ground = ground): readonly string[] {
  const grounding = groundReply(JSON.stringify(proposal(change)), on);
  return grounding.ok ? [] : grounding.complaints.map(({ message }) => message);
}

const action = (params: Readonly<Record<string, unknown>>, candidate = 'cand_1') => ({
  actions: [{ candidate, params }],
});
const cause = (change: Readonly<Record<string, unknown>>) => ({
  causes: [
    { cause: 'container.crash', object: 'ev_3', confidence: 0.5, why: 'x', evidence: ['ev_3'], ...change },
  ],
});

describe('groundReply', () => {
  test('makes typed actions of candidates and picks', () => {
    const grounding = groundReply(JSON.stringify(proposal()), ground);

    expect(grounding).toMatchObject({
      ok: true,
      reply: {
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
      },
    });
  });

  test('takes the object at fault from evidence, and certainty from the rules alone', () => {
    const two = { causes: [...cause({ object: 'ev_3', confidence: 1 }).causes, proposal()['causes']].flat() };

    const grounding = groundReply(JSON.stringify(proposal(two)), ground);

    expect(grounding.ok && grounding.reply.causes.map(({ object, sure }) => ({ object, sure }))).toEqual([
      { object: scraperPod, sure: false },
      { object: scraper, sure: true },
    ]);
  });

  test('reads null as a field that was left out', () => {
    expect(complaintsAbout({ abstain: null })).toEqual([]);
  });

  test('accepts abstaining with a reason, and fields that nobody asked for', () => {
    const grounding = groundReply(
      JSON.stringify(
        proposal({ causes: [], actions: [], abstain: { reason: 'it has healed' }, mood: 'good' }),
      ),
      ground,
    );

    expect(grounding).toMatchObject({ ok: true, reply: { actions: [], abstain: 'it has healed' } });
  });

  test.each([
    ['a cause outside the taxonomy', cause({ cause: 'aliens' }), '"aliens" is not a cause of the list'],
    ['evidence that was not shown', cause({ evidence: ['ev_99'] }), 'there is no evidence "ev_99"'],
    ['an object that was not shown', cause({ object: 'ev_98' }), 'there is no evidence "ev_98"'],
    [
      'an object that nobody could look at',
      cause({ object: 'ev_5' }),
      'ev_5 could not be looked at, so its object cannot be called at fault',
    ],
    ['an unknown candidate', action({}, 'cand_9'), 'there is no candidate "cand_9"'],
    [
      'a value of its own',
      action({ '/container': 'scraper', '/limits/memory': '64Gi' }),
      'cand_1 /limits/memory cannot be "64Gi"; it can be "384Mi", "512Mi"',
    ],
    [
      'a parameter of its own',
      action({ '/container': 'scraper', '/limits/memory': '512Mi', '/limits/cpu': '9' }),
      'cand_1 has no parameter "/limits/cpu"; it has /container, /limits/memory',
    ],
    ['a missing parameter', action({ '/container': 'scraper' }), 'cand_1 needs /limits/memory'],
    ['actions beside abstaining', { abstain: { reason: 'x' } }, 'propose actions or abstain, not both'],
    ['silence', { actions: [] }, 'without an action, say in `abstain` why none is right'],
    ['an action without a cause', { causes: [] }, 'an action needs a cause'],
    [
      'the same action twice',
      { actions: [proposal()['actions'], proposal()['actions']].flat() },
      'the same action stands twice in the list',
    ],
  ])('complains about %s', (_, change, complaint) => {
    expect(complaintsAbout(change)).toEqual([complaint]);
  });

  test('complains about more than five actions, a confidence above one, and what is no JSON', () => {
    const six = Array.from({ length: 6 }, () => ({ candidate: 'cand_2' }));

    expect(complaintsAbout({ actions: six })[0]).toMatch(/^actions: /);
    expect(complaintsAbout(cause({ confidence: 7 }))[0]).toMatch(/^causes\.0\.confidence: /);
    expect(groundReply('{"summary": ', ground)).toEqual({
      ok: false,
      complaints: [{ reason: 'reply.invalid', message: 'the arguments are not valid JSON' }],
    });
  });

  test('does not take what the guardrails refused before, and takes the remedy', () => {
    const refused = { ...ground, incident: incidentOf({ refusals: [refusal] }) };

    expect(complaintsAbout({}, refused)).toEqual([
      'cand_1 with these params was refused before; follow the remedy or abstain',
    ]);
    expect(complaintsAbout(action({ '/container': 'scraper', '/limits/memory': '384Mi' }), refused)).toEqual(
      [],
    );
  });

  test('complains about a candidate of which nothing is picked', () => {
    const optional = { ...raiseMemory, required: [] };
    const on = { ...ground, candidates: new Map([[optional.id, optional]]) };

    expect(complaintsAbout(action({}), on)).toEqual([
      'cand_1 changes nothing without a value for one of /container, /limits/memory',
    ]);
  });

  test('writes label keys with slashes where their pointers say', () => {
    const selector = {
      ...restart,
      id: 'cand_3',
      action: 'patch-service-selector',
      values: { '/selector/app.kubernetes.io~1component': ['web'], '/selector/a~0b': [null] },
    };
    const on = { ...ground, candidates: new Map([['cand_3', selector]]) };
    const params = { '/selector/app.kubernetes.io~1component': 'web', '/selector/a~0b': null };

    const grounding = groundReply(JSON.stringify(proposal(action(params, 'cand_3'))), on);

    expect(grounding.ok && grounding.reply.actions[0]?.params).toEqual({
      selector: { 'app.kubernetes.io/component': 'web', 'a~b': null },
    });
  });

  test('whatever a hostile reply says, targets and values are those of candidates, objects those of evidence', () => {
    const id = fc.oneof(
      fc.constantFrom('ev_1', 'ev_3', 'ev_5', 'cand_1', 'cand_2', 'ev_99', '__proto__', 'constructor'),
      fc.string(),
    );
    const pointer = fc.oneof(
      fc.constantFrom('/container', '/limits/memory', '/__proto__/x', 'constructor', '__proto__'),
      fc.string(),
    );
    const value = fc.oneof(fc.constantFrom<unknown>('scraper', '384Mi', '512Mi', null), fc.jsonValue());
    const target = fc.record({ kind: fc.string(), namespace: fc.constant('kube-system'), name: fc.string() });
    const hostile = fc.record({
      summary: fc.string({ minLength: 1 }),
      causes: fc.array(
        fc.record({
          cause: fc.oneof(fc.constantFrom('container.oom-killed'), fc.string()),
          object: id,
          confidence: fc.double({ min: 0, max: 1, noNaN: true }),
          why: fc.constant('because'),
          evidence: fc.array(id, { minLength: 1, maxLength: 3 }),
        }),
        { maxLength: 2 },
      ),
      actions: fc.array(
        fc.record({
          candidate: id,
          params: fc.oneof(
            fc.dictionary(pointer, value, { maxKeys: 3 }),
            fc.record({ '/container': value, '/limits/memory': value }),
          ),
          target,
          namespace: fc.string(),
        }),
        { maxLength: 3 },
      ),
      abstain: fc.option(fc.record({ reason: fc.constant('none') })),
    });
    const objects = new Set(evidence.map((item) => refKey(item.ref)));
    const values = new Set([
      '{}',
      ...['384Mi', '512Mi'].map((memory) => JSON.stringify({ container: 'scraper', limits: { memory } })),
    ]);

    fc.assert(
      fc.property(fc.oneof(hostile, fc.jsonValue()), (reply) => {
        const grounding = groundReply(JSON.stringify(reply), ground);
        if (!grounding.ok) return grounding.complaints.length > 0;
        const { actions, causes } = grounding.reply;
        return (
          actions.every(
            ({ target: actual, params }) => actual === scraper && values.has(canonical(params)),
          ) && causes.every((known) => objects.has(refKey(known.object)) && known.cause in taxonomy)
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

function canonical(params: unknown): string {
  return JSON.stringify(params, Object.keys(Object(params)).sort().concat('memory'));
}
