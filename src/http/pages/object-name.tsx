import type { ObjectRef } from '../../domain/objects.ts';
import { visible } from './visible.ts';

/** An object as people read it: its kind, then namespace and name. */
export function ObjectName({ of }: { readonly of: Pick<ObjectRef, 'kind' | 'namespace' | 'name'> }) {
  const name = of.namespace === undefined ? of.name : `${of.namespace}/${of.name}`;
  return (
    <span class="object">
      <span class="object-kind">{visible(of.kind)}</span> <code>{visible(name)}</code>
    </span>
  );
}
