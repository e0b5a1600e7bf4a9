import { z } from 'zod';
import type { ControlPlane } from './control-plane.ts';
import { expectOk } from './kube-request.ts';

const podListSchema = z.object({
  items: z.array(
    z.looseObject({
      metadata: z.looseObject({ name: z.string(), deletionTimestamp: z.string().optional() }),
      status: z.looseObject({
        phase: z.string().optional(),
        conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
        containerStatuses: z
          .array(
            z.looseObject({
              name: z.string(),
              ready: z.boolean(),
              restartCount: z.number(),
              state: z.record(z.string(), z.unknown()).optional(),
              lastState: z.record(z.string(), z.unknown()).optional(),
            }),
          )
          .optional(),
      }),
    }),
  ),
});

export interface PodView {
  readonly name: string;
  readonly phase: string;
  readonly ready: boolean;
  readonly restarts: number;
  readonly containers: NonNullable<
    z.infer<typeof podListSchema>['items'][number]['status']['containerStatuses']
  >;
}

/** The pods that a label selector finds, without those that are being deleted. */
export async function podsOf(
  cluster: Pick<ControlPlane, 'request'>,
  namespace: string,
  labelSelector: string,
): Promise<PodView[]> {
  const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(labelSelector)}`;
  const { items } = podListSchema.parse(await expectOk(cluster.request('GET', path), 'list pods'));
  return items
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata, status }) => {
      const containers = status.containerStatuses ?? [];
      return {
        name: metadata.name,
        phase: status.phase ?? 'Unknown',
        ready: (status.conditions ?? []).some(
          ({ type, status: value }) => type === 'Ready' && value === 'True',
        ),
        restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
        containers,
      };
    });
}
