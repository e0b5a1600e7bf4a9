import { clusterKinds } from './attempts-on-cluster.ts';
import { connections, inOtherNames } from './attempts-on-connections.ts';
import { fieldsOf } from './attempts-on-fields.ts';
import { kinds } from './attempts-on-kinds.ts';
import { batchWork } from './attempts-on-batch.ts';
import { subresources, wholeObjects } from './attempts-around.ts';
import { otherWords } from './attempts-in-other-words.ts';
import { reads } from './attempts-to-read.ts';
import { type Attempt, containerOf, type LiveShop, patch, restart } from './requests.ts';

const apps = '/apis/apps/v1/namespaces';
const batch = '/apis/batch/v1/namespaces';
const core = '/api/v1/namespaces';
const warnBaseline = { 'pod-security.kubernetes.io/warn': 'baseline' };

/** What the packaged policies allow of objects that they open: on others it is an attempt. */
function allowedElsewhere(namespace: string): readonly Attempt[] {
  const on = (kind: string) => `${apps}/${namespace}/${kind}`;
  return [
    patch(`restart in ${namespace}`, on('deployments/web'), restart),
    patch(`scale in ${namespace}`, on('deployments/web'), { spec: { replicas: 3 } }),
    patch(
      `resources in ${namespace}`,
      on('statefulsets/db'),
      containerOf({ resources: { limits: { memory: '300Mi' } } }),
    ),
    patch(`template label in ${namespace}`, on('daemonsets/agent'), {
      spec: { template: { metadata: { labels: { tier: 'x' } } } },
    }),
    patch(`selector in ${namespace}`, `${core}/${namespace}/services/web`, {
      spec: { selector: { tier: 'x' } },
    }),
    patch(`pause in ${namespace}`, `${batch}/${namespace}/cronjobs/nightly`, { spec: { suspend: true } }),
    patch(`level of ${namespace}`, `${core}/${namespace}`, { metadata: { labels: warnBaseline } }),
  ];
}

/** Requests that a token of the executor must not get through; each is right in itself. */
export function attempts(live: LiveShop): readonly Attempt[] {
  const { url } = live;
  return [
    ...['kube-shop', 'firebreak'].flatMap(allowedElsewhere),
    ...['ours', 'left-alone'].flatMap((name) => [
      patch(`scale ${name}`, `${apps}/shop/deployments/${name}`, { spec: { replicas: 2 } }),
      patch(`restart ${name}`, `${apps}/shop/deployments/${name}`, restart),
      patch(`${name} relabelled`, `${apps}/shop/deployments/${name}`, {
        metadata: { labels: { 'firebreak.dev/hands-off': null, 'app.kubernetes.io/name': null } },
        spec: { replicas: 2 },
      }),
    ]),
    ...fieldsOf(url.web),
    ...wholeObjects(live),
    ...subresources(live),
    ...kinds(live),
    ...batchWork(live),
    ...otherWords(live),
    ...connections(live),
    ...inOtherNames(live),
    ...clusterKinds(live),
    ...reads,
  ];
}
