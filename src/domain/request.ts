import type { Json, KubernetesObject, ObjectRef } from './objects.ts';

/** One operation of a JSON Patch (RFC 6902), as far as Firebreak writes it. */
export type JsonPatchOperation =
  | { readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string };

/** The exact write that an action means; its body is what people approve and what the API server gets. */
export type ApiRequest =
  | { readonly verb: 'patch'; readonly target: ObjectRef; readonly patch: readonly JsonPatchOperation[] }
  | { readonly verb: 'create'; readonly target: ObjectRef; readonly object: KubernetesObject }
  | {
      readonly verb: 'delete';
      readonly target: ObjectRef;
      readonly options: {
        readonly preconditions: { readonly uid: string };
        readonly propagationPolicy: 'Background' | 'Foreground' | 'Orphan';
      };
    };
