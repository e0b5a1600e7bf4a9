import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { type CauseCode, taxonomy } from '../../../src/diagnosis/taxonomy.ts';
import { entrySchema } from './entry.ts';

const textsSchema = z.record(z.string(), z.string());

const eventSchema = z.strictObject({
  /** `Kind namespace/name`, or `Kind name`. */
  on: z.string(),
  type: z.enum(['Normal', 'Warning']).default('Warning'),
  reason: z.string(),
  message: z.string(),
  at: z.string().default('now-2m'),
  since: z.string().optional(),
  count: z.number().int().optional(),
});

const logSchema = z.strictObject({
  /** `namespace/pod/container`. */
  of: z.string(),
  previous: z.boolean().default(false),
  text: z.string(),
});

const objectPattern = /^[A-Z][A-Za-z]+ [^ ]+$/u;

/** See README.md beside the scenarios. */
const scenarioSchema = z.strictObject({
  /** What happened, in a sentence. */
  about: z.string(),
  now: z.iso.datetime().default('2026-03-04T02:20:00Z'),
  alerts: z
    .array(
      z.strictObject({
        labels: textsSchema.refine((labels) => labels['alertname'] !== undefined, 'needs an alertname'),
        annotations: textsSchema.default({}),
        startsAt: z.string().default('now-5m'),
      }),
    )
    .min(1),
  cluster: z.array(entrySchema),
  /** What of background.yaml this cluster does not have: `Kind namespace/name`. */
  without: z.array(z.string().regex(objectPattern)).default([]),
  events: z.array(eventSchema).default([]),
  logs: z.array(logSchema).default([]),
  expect: z.strictObject({
    /** The first cause; `none` where nothing explains the alert; absent where it does not matter. */
    cause: z
      .custom<CauseCode | 'none'>(
        (code) => code === 'none' || (typeof code === 'string' && Object.hasOwn(taxonomy, code)),
        'not a code of docs/causes.md',
      )
      .optional(),
    /** The object at fault: `Kind namespace/name`. */
    object: z.string().regex(objectPattern).optional(),
    /** Said where triage must be sure, or must not be. */
    sure: z.boolean().optional(),
    /** `action Kind namespace/name`, in their order. */
    actions: z.array(z.string()).default([]),
    /** Triage is known to answer something else here; it must not act on it. The mark goes when it no longer does. */
    known: z.literal('miss').optional(),
  }),
});

export interface Scenario extends z.infer<typeof scenarioSchema> {
  readonly family: string;
  readonly name: string;
}

/** Whether the scenario is one in which nothing may be done. */
export function isQuiet({ family }: Pick<Scenario, 'family'>): boolean {
  return family === 'quiet' || family.endsWith('-quiet');
}

const folder = fileURLToPath(new URL('../scenarios', import.meta.url));

/** A scenario that is written in code. Throws `ZodError`. */
export function parseScenario(given: unknown): Scenario {
  return Object.freeze({ ...scenarioSchema.parse(given), family: 'code', name: 'code' });
}

/** Every scenario under test/triage/scenarios, by family and name. Throws where a file is wrong, naming file and place. */
export function readScenarios(): readonly Scenario[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .toSorted()
    .map((file) => {
      const parsed = scenarioSchema.safeParse(parse(readFileSync(`${folder}/${file}`, 'utf8')));
      if (!parsed.success) throw new Error(`test/triage/scenarios/${file}: ${z.prettifyError(parsed.error)}`);
      const [family = '', name = ''] = file.replace(/\.yaml$/u, '').split('/');
      return Object.freeze({ ...parsed.data, family, name });
    });
}
