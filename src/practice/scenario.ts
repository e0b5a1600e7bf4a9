import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';
import { incidentOutcomes } from '../domain/incident.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { type ReasonCode, reasons } from '../domain/reasons.ts';
import { alertConditionSchema } from './alert-condition.ts';
import { behaviourSchema } from './behaviours.ts';
import { withTimes } from './relative-times.ts';

const textsSchema = z.record(z.string(), z.string());

const alertSchema = z.strictObject({
  /** `{pod}` in a value is the name of the pod that the alert is about. */
  labels: textsSchema.refine((labels) => labels['alertname'] !== undefined, 'needs an alertname'),
  annotations: textsSchema.default({}),
  startsAt: z.iso.datetime({ offset: true }),
  firesWhile: alertConditionSchema,
});

const objectSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
});

const reasonSchema = z.custom<ReasonCode>(
  (code) => typeof code === 'string' && Object.hasOwn(reasons, code),
  'not a reason code',
);

const scenarioSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/u),
  title: z.string(),
  /** What a visitor is to see, in a sentence or two. */
  shows: z.string(),
  nodes: z.number().int().min(1).default(2),
  minutesOfHistory: z.number().min(0).max(240).default(0),
  objects: z.array(objectSchema),
  behaviours: z.array(behaviourSchema).default([]),
  /** Each is one Alertmanager notification; its alerts share the values of `groupBy`. */
  groups: z
    .array(z.strictObject({ groupBy: z.array(z.string()), alerts: z.array(alertSchema).min(1) }))
    .min(1),
  /** How the incident has to end, what has to have run by then, and what has to have been refused on the way. */
  expect: z.strictObject({
    outcome: z.enum(incidentOutcomes),
    actions: z
      .array(
        z.strictObject({
          action: z.string(),
          target: z.strictObject({ kind: z.string(), namespace: z.string().optional(), name: z.string() }),
          params: z.record(z.string(), z.json()).optional(),
        }),
      )
      .default([]),
    refusals: z.array(reasonSchema).default([]),
  }),
});

type Parsed = z.infer<typeof scenarioSchema>;

/** One story for the practice cluster, with all times made absolute. */
export type Scenario = Readonly<Omit<Parsed, 'objects'>> & { readonly objects: readonly KubernetesObject[] };

/** A scenario that does not exist or does not fit the schema; the message names the file and the place. */
export class ScenarioError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ScenarioError';
  }
}

/** The scenarios that come with Firebreak, beside policies/ and prompts/. */
export const packagedScenarios = fileURLToPath(new URL('../../practice/scenarios', import.meta.url));

export function scenarioNames(folder: string = packagedScenarios): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();
}

/** Reads `NAME.yaml`; times such as `now-26h` are relative to `now`. Throws `ScenarioError`. */
export function loadScenario(name: string, now: Date, folder: string = packagedScenarios): Scenario {
  if (!scenarioNames(folder).includes(name)) {
    throw new ScenarioError(`there is no scenario "${name}"; there are ${scenarioNames(folder).join(', ')}`);
  }
  const file = join(folder, `${name}.yaml`);
  const parsed = scenarioSchema.safeParse(withTimes(parse(readFileSync(file, 'utf8')), now));
  if (!parsed.success) throw new ScenarioError(`${file}: ${z.prettifyError(parsed.error)}`);
  if (parsed.data.name !== name) throw new ScenarioError(`${file}: name is "${parsed.data.name}"`);
  // zod has looked; the objects go on as they are, with every field.
  return parsed.data as Scenario;
}
