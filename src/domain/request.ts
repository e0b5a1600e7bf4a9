import type { FieldChange } from './manifest-edit.ts';
import type { Json, KubernetesObject, ObjectRef } from './objects.ts';
import type { PullRequestContent } from './pull-request.ts';

/** One operation of a JSON Patch (RFC 6902), as far as Firebreak writes it. */
export type JsonPatchOperation =
  | { readonly op: 'test' | 'add' | 'replace'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string };

/** The exact write to a cluster that an action means; its body is what people approve and what the API server gets. */
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

/** The exact pull request that an action means. It writes to a repository host, and never to a cluster. */
export interface PullRequestRequest {
  readonly verb: 'open-pull-request';
  /** The live object that it is about. */
  readonly target: ObjectRef;
  readonly pullRequest: PullRequestContent;
  /** What live objects should hold once it has been merged and applied. */
  readonly fields: readonly FieldChange[];
}

/** What a step of a proposal sends, and where to. A cluster is only ever handed an `ApiRequest`. */
export type ProposedRequest = ApiRequest | PullRequestRequest;
