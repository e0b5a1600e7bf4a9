import { listAt, textAt } from '../domain/fields.ts';
import type { KubernetesObject } from '../domain/objects.ts';
import { podTemplate } from './views/workload-view.ts';

/** Names of the Secrets that a workload, or the ServiceAccount itself, pulls images with. */
export function pullSecretsOf(object: KubernetesObject): readonly string[] {
  const own = object.kind === 'ServiceAccount' ? object : podTemplate(object);
  const path = object.kind === 'ServiceAccount' ? ['imagePullSecrets'] : ['spec', 'imagePullSecrets'];
  return listAt(own, ...path).flatMap((secret) => textAt(secret, 'name') ?? []);
}

/** Whether a CronJob's command, arguments or literal environment name the Secret: that is how one renews it. */
export function namesSecret(cronJob: KubernetesObject, secret: string): boolean {
  const escaped = secret.replace(/[.]/gu, '\\.');
  const name = new RegExp(`(?<![a-z0-9.-])${escaped}(?![a-z0-9-]|\\.[a-z0-9])`, 'u');
  const template = podTemplate(cronJob);
  return [...listAt(template, 'spec', 'initContainers'), ...listAt(template, 'spec', 'containers')].some(
    (container) => {
      const words = [...listAt(container, 'command'), ...listAt(container, 'args')];
      const values = listAt(container, 'env').map((entry) => textAt(entry, 'value'));
      return [...words, ...values].some((word) => typeof word === 'string' && name.test(word));
    },
  );
}
