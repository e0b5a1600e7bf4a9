import { listAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import type { Collector, CollectorContext, Observation } from '../collector.ts';
import { selects } from '../dependencies.ts';
import { known, rollingKinds } from '../kinds.ts';
import { lookOr } from '../look-error.ts';
import { observe } from '../observe.ts';
import { allOf, podsOf } from '../related.ts';
import { isUnhealthy, podView, worstFirst } from '../views/pod-view.ts';
import { autoscalerCollector } from './autoscaler.ts';

const mostPods = 2;
/** https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#support-for-metrics-apis */
const apis: readonly (readonly [words: RegExp, name: string])[] = [
  [/\bcustom\.metrics\.k8s\.io|custom metrics API/iu, 'v1beta1.custom.metrics.k8s.io'],
  [/\bexternal\.metrics\.k8s\.io|external metrics API/iu, 'v1beta1.external.metrics.k8s.io'],
  [/\bmetrics\.k8s\.io|resource metrics API/iu, 'v1beta1.metrics.k8s.io'],
];

/** The API that an autoscaler gets no metrics from, where it does not answer, and what is behind it. */
export const metricsApiCollector: Collector = {
  name: 'metrics-api',
  kind: 'control-plane',
  collect: async (context) => {
    const scalers = (await autoscalerCollector.collect(context)).flatMap(({ object }) => object ?? []);
    const names = [...new Set(scalers.flatMap(apiWithoutAnswer))];
    return (await Promise.all(names.map(async (name) => await lookAt(name, context)))).flat();
  },
};

function apiWithoutAnswer(scaler: KubernetesObject): readonly string[] {
  const active = listAt(scaler, 'status', 'conditions').find(
    (condition) => textAt(condition, 'type') === 'ScalingActive',
  );
  if (textAt(active, 'status') !== 'False') return [];
  const words = textAt(active, 'message') ?? '';
  return apis
    .filter(([pattern]) => pattern.test(words))
    .slice(0, 1)
    .map(([, name]) => name);
}

async function lookAt(name: string, context: CollectorContext): Promise<readonly Observation[]> {
  const ref = known('APIService', name);
  return await lookOr('control-plane', ref, async () => {
    const api = await context.cluster.get(ref);
    if (api === undefined || isAvailable(api)) return [];
    return [observe(api), ...(await behind(api, context))];
  });
}

function isAvailable(api: KubernetesObject): boolean {
  return listAt(api, 'status', 'conditions').every(
    (condition) => textAt(condition, 'type') !== 'Available' || textAt(condition, 'status') === 'True',
  );
}

async function behind(api: KubernetesObject, { cluster }: CollectorContext): Promise<readonly Observation[]> {
  const namespace = textAt(api, 'spec', 'service', 'namespace') ?? '';
  const service = await cluster.get(
    known('Service', textAt(api, 'spec', 'service', 'name') ?? '', namespace),
  );
  if (service === undefined) return [];
  const all = await Promise.all(rollingKinds.map(async (kind) => await allOf(kind, namespace, cluster)));
  const workloads = all.flat().filter((workload) => selects(service, workload));
  const pods = await Promise.all(workloads.map(async (workload) => await podsOf(workload, cluster)));
  const broken = worstFirst(pods.flat().map(podView)).filter(isUnhealthy).slice(0, mostPods);
  return [observe(service), ...workloads.map(observe), ...broken.map(({ object }) => observe(object))];
}
