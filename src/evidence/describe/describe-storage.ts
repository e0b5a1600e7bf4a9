import { field, listAt, textAt } from '../../domain/fields.ts';
import type { KubernetesObject } from '../../domain/objects.ts';
import { refOf, refText } from '../../domain/objects.ts';
import type { Description } from './description.ts';
import { description } from './description.ts';

export function describeVolume(object: KubernetesObject): Description {
  const parts = [
    textAt(object, 'status', 'phase') ?? 'unknown phase',
    `${textAt(object, 'spec', 'capacity', 'storage') ?? '?'} of class ${textAt(object, 'spec', 'storageClassName') ?? 'none'}`,
    `driver ${textAt(object, 'spec', 'csi', 'driver') ?? 'none'}`,
    ...(field(object, 'spec', 'nodeAffinity') === undefined ? [] : ['bound to certain nodes']),
  ];
  const said = [textAt(object, 'status', 'reason'), textAt(object, 'status', 'message')].flatMap(
    (text) => text ?? [],
  );
  return description(`${refText(refOf(object))}: ${parts.join(', ')}`, said);
}

export function describeClass(object: KubernetesObject): Description {
  const parts = [
    `provisioner ${textAt(object, 'provisioner') ?? '?'}`,
    `binds ${textAt(object, 'volumeBindingMode') ?? 'Immediate'}`,
    `on release ${textAt(object, 'reclaimPolicy') ?? 'Delete'}`,
    field(object, 'allowVolumeExpansion') === true ? 'can be expanded' : 'cannot be expanded',
  ];
  return description(`${refText(refOf(object))}: ${parts.join(', ')}`, []);
}

export function describeAttachment(object: KubernetesObject): Description {
  const attached = field(object, 'status', 'attached') === true;
  const errors = ['attachError', 'detachError'].flatMap(
    (key) => textAt(object, 'status', key, 'message') ?? [],
  );
  return description(
    `${refText(refOf(object))}: volume ${textAt(object, 'spec', 'source', 'persistentVolumeName') ?? '?'} ${attached ? 'attached' : 'not attached'} to node ${textAt(object, 'spec', 'nodeName') ?? '?'}`,
    errors,
  );
}

/** An account and the Secrets it pulls images with, by name. */
export function describeServiceAccount(object: KubernetesObject): Description {
  const secrets = listAt(object, 'imagePullSecrets').flatMap((secret) => textAt(secret, 'name') ?? []);
  return description(`${refText(refOf(object))}: pull secrets ${secrets.join(', ') || 'none'}`, []);
}
