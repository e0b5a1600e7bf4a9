import type { ObjectRef } from '../domain/objects.ts';

/**
 * What a command line of a runbook may leave open, as `{namespace}`, with a word that stands for it where the line is
 * checked. `{kind}` and `{name}` fit any object; the others fit an object of that kind alone.
 */
const samples = {
  namespace: 'shop',
  kind: 'deployment',
  name: 'web',
  container: 'web',
  pod: 'web-0',
  deployment: 'web',
  statefulset: 'db',
  daemonset: 'agent',
  job: 'backup-1',
  cronjob: 'backup',
  service: 'web',
  ingress: 'web',
  configmap: 'web',
  node: 'worker-1',
  persistentvolume: 'pvc-1',
  persistentvolumeclaim: 'data-db-0',
  resourcequota: 'compute',
  horizontalpodautoscaler: 'web',
  poddisruptionbudget: 'web',
  certificate: 'web-tls',
  apiservice: 'v1beta1.metrics.k8s.io',
} as const;
type Placeholder = keyof typeof samples;

const anyPlaceholder = new RegExp(`\\{(${Object.keys(samples).join('|')})\\}`, 'gu');

/** A name that means nothing to a shell; what an alert alone has named may be anything. */
const plainWord = /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/u;

/** The line with a sample in every place that it leaves open. */
export function withSamples(line: string): string {
  return line.replace(anyPlaceholder, (_whole, name: Placeholder) => samples[name]);
}

/** The line for one object; what the object does not say stays open for people. */
export function filledFor(line: string, { kind, namespace, name }: ObjectRef): string {
  const own = kind.toLowerCase();
  const known = new Map<string, string | undefined>([
    ['namespace', kind === 'Namespace' ? name : namespace],
    ['kind', own],
    ['name', name],
    [own, name],
  ]);
  return line.replace(anyPlaceholder, (whole, placeholder: string) => {
    const word = known.get(placeholder);
    return word !== undefined && plainWord.test(word) ? word : whole;
  });
}
