import { z } from 'zod';
import { evidenceKinds } from '../../../domain/evidence.ts';
import { actionSchema } from './action.ts';
import { list, objectRefSchema, timeSchema } from './common.ts';

export const alertSchema = z.object({
  fingerprint: z.string(),
  status: z.enum(['firing', 'resolved']),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  startsAt: timeSchema,
  endsAt: timeSchema.exactOptional(),
  generatorURL: z.string().exactOptional(),
  own: z.literal(true).exactOptional().describe("Firebreak's own observation, such as a missing heartbeat."),
  confirmation: z
    .object({
      state: z.enum(['confirmed', 'contradicted', 'unconfirmed']),
      at: timeSchema.exactOptional().describe('Absent until it was asked.'),
    })
    .exactOptional()
    .describe('What Alertmanager itself says of the status; absent where ALERTMANAGER_URL is not set.'),
});

export const evidenceSchema = z.object({
  id: z.string(),
  kind: z.enum(evidenceKinds),
  ref: objectRefSchema,
  source: z.string(),
  at: timeSchema,
  trust: z.enum(['trusted', 'untrusted']),
  status: z.enum(['seen', 'could-not-look']),
  summary: z.string(),
  detail: z.string().exactOptional(),
  cut: z.int().exactOptional(),
});

export const costSchema = z.object({
  apiCalls: z.int(),
  evidenceCharacters: z.int(),
  modelRequests: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  /** US dollars for models; absent where none was asked. */
  dollars: z.number().exactOptional(),
  /** Requests to models without a known price: what they cost comes on top. */
  unpricedRequests: z.int().exactOptional(),
});

export const diagnosisSchema = z.object({
  by: z.string(),
  summary: z.string(),
  causes: list(
    z.object({
      rank: z.int(),
      cause: z.string(),
      object: objectRefSchema,
      confidence: z.number(),
      sure: z.boolean(),
      why: z.string(),
      evidence: list(z.string()),
    }),
  ),
  actions: list(actionSchema),
  notes: list(z.string()),
  handOver: z.string().exactOptional(),
});
