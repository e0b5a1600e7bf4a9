import { field, listAt, numberAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { jobView } from '../views/job-view.ts';
import { templateContainers } from '../views/workload-view.ts';
import type { Description } from './description.ts';
import { description } from './description.ts';

export function describeJob(object: KubernetesObject): Description {
  const job = jobView(object);
  const parts = [
    `${job.state}${job.reason === undefined ? '' : ` (${job.reason})`}`,
    ...(job.failedPods === 0 ? [] : [`${job.failedPods} failed pods`]),
    ...(job.startedAt === undefined ? [] : [`started ${job.startedAt}`]),
    ...(job.finishedAt === undefined ? [] : [`ended ${job.finishedAt}`]),
  ];
  const message = job.message === undefined ? [] : [job.message];
  return description(`Job ${object.metadata.namespace ?? ''}/${job.name}: ${parts.join(', ')}`, message);
}

export function describeCronJob(object: KubernetesObject): Description {
  const parts = [
    `schedule ${textAt(object, 'spec', 'schedule') ?? 'unknown'}`,
    ...(field(object, 'spec', 'suspend') === true ? ['suspended'] : []),
    `${listAt(object, 'status', 'active').length} active`,
    `last scheduled ${textAt(object, 'status', 'lastScheduleTime') ?? 'never'}`,
    `last succeeded ${textAt(object, 'status', 'lastSuccessfulTime') ?? 'never'}`,
  ];
  const limit = numberAt(object, 'spec', 'jobTemplate', 'spec', 'backoffLimit');
  return description(
    `CronJob ${object.metadata.namespace ?? ''}/${object.metadata.name}: ${parts.join(', ')}`,
    [
      ...(limit === undefined ? [] : [`backoffLimit ${limit}`]),
      ...templateContainers(object).map(({ name, image }) => `container ${name}: image ${image}`),
    ],
  );
}
