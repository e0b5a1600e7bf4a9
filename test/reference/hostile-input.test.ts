import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAction } from '../../src/actions/catalogue.ts';
import { actionNames } from '../../src/guardrails/policies/action-names.ts';
import { readPolicyFile } from '../../src/guardrails/policies/policy-document.ts';

const kinds = fc.constantFrom('ActionPolicy', 'NamespaceMap', 'Limits', 'Approvers', 'Nothing');

describe('hostile input never throws', () => {
  it('as an action: it is read, or refused with a problem', () => {
    const actions = fc.record({
      apiVersion: fc.constant('firebreak.dev/v1'),
      action: fc.constantFrom(...actionNames),
      cluster: fc.constant('default'),
      target: fc.oneof(
        fc.constant({ apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'b' }),
        fc.jsonValue(),
      ),
      params: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.oneof(actions, fc.jsonValue()), (input) => {
        const parsed = parseAction(input);
        expect(parsed.ok || parsed.problem !== '').toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('as a policy file: its documents are read, or its problems have a line', () => {
    const documents = fc.record({
      apiVersion: fc.constant('firebreak.dev/v1'),
      kind: kinds,
      metadata: fc.constant({ name: 'fuzz' }),
      spec: fc.jsonValue(),
    });
    const texts = fc.oneof(
      fc.string(),
      documents.map((one) => JSON.stringify(one)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        for (const { line } of readPolicyFile('fuzz.yaml', text).problems) expect(line).toBeGreaterThan(0);
      }),
      { numRuns: 500, examples: [['*!'], ['a: &a [*a]'], ['kind: *nowhere']] },
    );
  });
});
