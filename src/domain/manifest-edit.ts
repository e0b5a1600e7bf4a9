import type { Json, ObjectRef } from './objects.ts';

/**
 * What a field of one object should be. `field` is a JSON Pointer (RFC 6901) into the object as the API server would
 * hold it, such as `/spec/template/spec/containers/0/image`; the empty pointer is the whole object. Without `value`
 * the field is taken out.
 */
export interface FieldChange {
  readonly object: ObjectRef;
  readonly field: string;
  readonly value?: Json;
}

/**
 * A field change and the file that takes it: the object's own manifest, or a kustomization or Helm values file that
 * sets the field for it. A path that does not exist yet is a new file, whose change gives the whole object.
 */
export interface ManifestEdit {
  /** Relative to the repository's root, with forward slashes. */
  readonly path: string;
  readonly change: FieldChange;
}
