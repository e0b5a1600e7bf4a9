import { z } from 'zod';
import type { KubernetesObject } from '../../domain/objects.ts';
import { ClusterError } from '../../ports/cluster.ts';
import type { HttpAnswer } from './connection.ts';
import { clusterErrorOf } from './status.ts';

const headSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});
const objectSchema = z.custom<KubernetesObject>(
  (value) => headSchema.safeParse(value).success,
  'not a Kubernetes object',
);

/** The body of a successful answer as JSON; throws `ClusterError` for every other answer. */
export function jsonOf(answer: HttpAnswer): unknown {
  if (answer.status < 200 || answer.status > 299) throw clusterErrorOf(answer);
  try {
    return JSON.parse(answer.text);
  } catch {
    throw new ClusterError('server-error', 'the API server answered with something other than JSON', {
      status: answer.status,
    });
  }
}

/** The value as it is: zod only looks, so that no field gets lost. */
export function asObject(value: unknown): KubernetesObject {
  const parsed = objectSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ClusterError(
    'server-error',
    'the API server answered with something other than a Kubernetes object',
  );
}

/** The answer's JSON in the shape that the API documents; throws `ClusterError` where it has another. */
export function parseAnswer<T>(answer: HttpAnswer, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(jsonOf(answer));
  if (parsed.success) return parsed.data;
  throw new ClusterError('server-error', 'the API server answered in a shape that its API does not have', {
    status: answer.status,
  });
}
