/**
 * The path of fields to the pod template of a workload; undefined for kinds without one.
 * https://kubernetes.io/docs/concepts/workloads/controllers/
 */
export function templatePlace(kind: string): readonly string[] | undefined {
  switch (kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'Job':
      return ['spec', 'template'];
    case 'CronJob':
      return ['spec', 'jobTemplate', 'spec', 'template'];
    default:
      return undefined;
  }
}
