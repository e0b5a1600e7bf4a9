import { z } from 'zod';
import { parseQuantity } from '../domain/quantity.ts';

const workloadSchema = z.strictObject({ kind: z.string(), namespace: z.string(), name: z.string() });
/** A root owner, or a Pod that nobody owns. */
export type WorkloadName = z.infer<typeof workloadSchema>;

const quantitySchema = z.string().refine((text) => parseQuantity(text) !== undefined, 'not a quantity');
const linesSchema = z.array(z.string());

/** What the programs in the practice cluster's containers do, since nothing really runs there. */
export const behaviourSchema = z.discriminatedUnion('type', [
  z.strictObject({
    /** The container is OOM-killed a while after each start, for as long as its memory limit is lower. */
    type: z.literal('oom-killed'),
    workload: workloadSchema,
    container: z.string(),
    below: quantitySchema,
    afterSeconds: z.number().positive().default(2),
  }),
  z.strictObject({
    /** The Job's pods end with this code instead of completing. */
    type: z.literal('job-fails'),
    workload: workloadSchema,
    exitCode: z.number().int().min(1).max(255).default(1),
  }),
  z.strictObject({
    /** What the container writes; `previous` is what its last life wrote. */
    type: z.literal('log'),
    workload: workloadSchema,
    container: z.string(),
    lines: linesSchema,
    previous: linesSchema.default([]),
  }),
  z.strictObject({
    /** What metrics.k8s.io tells of the running container; without any, the cluster has no metrics API. */
    type: z.literal('usage'),
    workload: workloadSchema,
    container: z.string(),
    cpu: quantitySchema,
    memory: quantitySchema,
  }),
]);

export type Behaviour = z.infer<typeof behaviourSchema>;
export type BehaviourOf<T extends Behaviour['type']> = Extract<Behaviour, { readonly type: T }>;

/** The behaviours of one type for whatever goes by one of the names. */
export function behavioursOf<T extends Behaviour['type']>(
  behaviours: readonly Behaviour[],
  type: T,
  names: readonly WorkloadName[],
): readonly BehaviourOf<T>[] {
  return behaviours.filter(
    (behaviour): behaviour is BehaviourOf<T> =>
      behaviour.type === type &&
      names.some(
        ({ kind, namespace, name }) =>
          behaviour.workload.kind === kind &&
          behaviour.workload.namespace === namespace &&
          behaviour.workload.name === name,
      ),
  );
}
