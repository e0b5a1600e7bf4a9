import { z } from 'zod';
import { layers } from '../../domain/verdict.ts';

/** A Kubernetes object, as far as the tests of a policy have to know. */
const object = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z.looseObject({ name: z.string().min(1), namespace: z.string().min(1).exactOptional() }),
});

/** The envelope of an action; what `apiVersion` and `cluster` say elsewhere is the same in every test. */
const action = z.looseObject({
  action: z.string().min(1),
  target: z.looseObject({ kind: z.string().min(1), name: z.string().min(1) }),
});

const expectation = z.strictObject({
  layer: z.enum(layers).default('allowlist').describe('whose verdict is meant'),
  outcome: z.enum(['pass', 'refuse', 'hold', 'skipped']),
  reason: z.string().min(1).exactOptional().describe('a reason code'),
  rule: z.string().min(1).exactOptional().describe('the name of the rule that decides'),
});

/** A file of tests for policies: `tests/*.yaml` beside them. Unknown fields are errors: a typo must not test nothing. */
export const policyTestDocument = z.strictObject({
  apiVersion: z.literal('firebreak.dev/v1'),
  kind: z.literal('PolicyTest'),
  metadata: z.strictObject({ name: z.string().min(1) }),
  spec: z.strictObject({
    objects: z.array(object).default([]).describe('the cluster of every case'),
    cases: z
      .array(
        z.strictObject({
          name: z.string().min(1),
          action,
          objects: z
            .array(object)
            .default([])
            .describe('of this case alone; the same object replaces one above'),
          expect: expectation,
        }),
      )
      .min(1),
  }),
});

export type PolicyTestDocument = z.output<typeof policyTestDocument>;
export type PolicyTestCase = PolicyTestDocument['spec']['cases'][number];
export type Expectation = PolicyTestCase['expect'];
