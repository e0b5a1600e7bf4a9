import { field, listAt, numberAt, textAt, textMapAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refText } from '../../domain/objects.ts';
import { check, type VerificationCheckFunction } from '../check-context.ts';

/** A container that has restarted this often since the change will not be mended by waiting. */
const tooManyRestarts = 3;

/** No container of a pod that the change brought has restarted lately. */
export const restarts: VerificationCheckFunction = async ({ execution, cluster, stableSeconds, now }) => {
  const { target } = execution.request;
  const workload = await cluster.get(target);
  const labels = Object.entries(textMapAt(workload, 'spec', 'selector', 'matchLabels'));
  if (workload === undefined || labels.length === 0 || target.namespace === undefined) return [];
  const pods = await cluster.list({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: target.namespace,
    labelSelector: labels.map(([key, value]) => `${key}=${value}`).join(','),
    limit: 500,
  });
  // Creation times are whole seconds.
  const since = Math.floor(Date.parse(execution.intendedAt) / 1000) * 1000;
  const lives = pods.items
    .filter((pod) => pod.metadata.deletionTimestamp === undefined)
    .filter((pod) => Date.parse(pod.metadata.creationTimestamp ?? '') >= since)
    .flatMap(containerLives);
  const worst = lives.find((life) => life.restarts >= tooManyRestarts);
  if (worst !== undefined) {
    return check(
      'restarts',
      'broken',
      'verification.restarted',
      `${worst.name} restarted ${worst.restarts} times since the change`,
    );
  }
  const lately = lives.find(
    (life) =>
      life.waiting || (life.endedAt !== undefined && now.getTime() - life.endedAt < stableSeconds * 1000),
  );
  return lately === undefined
    ? check(
        'restarts',
        'holds',
        'verification.no-restarts',
        `no container of ${refText(target)} restarted since the change`,
      )
    : check('restarts', 'not-yet', 'verification.restarted', `${lately.name} has restarted or waits to`);
};

function containerLives(pod: KubernetesObject) {
  return listAt(pod, 'status', 'containerStatuses').map((status) => {
    const endedAt = textAt(status, 'lastState', 'terminated', 'finishedAt');
    const restartCount = numberAt(status, 'restartCount') ?? 0;
    return {
      name: `${textAt(status, 'name') ?? 'a container'} of ${pod.metadata.name}`,
      restarts: restartCount,
      waiting: field(status, 'state', 'waiting') !== undefined && restartCount > 0,
      endedAt: endedAt === undefined ? undefined : Date.parse(endedAt),
    };
  });
}
