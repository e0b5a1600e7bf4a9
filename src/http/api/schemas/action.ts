import { z } from 'zod';
import { list, objectRefSchema } from './common.ts';

const name = z.string().min(1).max(253);

/** A typed action as callers write it; the catalogue judges its params. Unknown fields are dropped. */
export const actionInputSchema = z.object({
  apiVersion: z.literal('firebreak.dev/v1'),
  action: z.string().min(1).max(63),
  cluster: name.default('default'),
  target: z.object({
    apiVersion: name,
    kind: z.string().min(1).max(63),
    namespace: name.exactOptional(),
    name,
    uid: z.string().max(63).exactOptional(),
  }),
  params: z.record(z.string(), z.json()).default({}),
  incident: z.object({ namespace: name, namespaces: z.array(name).exactOptional() }).exactOptional(),
});

export const actionSchema = z.object({
  apiVersion: z.literal('firebreak.dev/v1'),
  action: z.string(),
  cluster: z.string(),
  target: objectRefSchema,
  params: z.record(z.string(), z.unknown()),
  incident: z.object({ namespace: z.string(), namespaces: list(z.string()).exactOptional() }).exactOptional(),
});
