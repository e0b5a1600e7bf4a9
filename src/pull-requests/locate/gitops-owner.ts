import type { ObjectRef } from '../../domain/objects.ts';

/** Where in Git a controller takes an object's manifests from. */
export interface GitSource {
  readonly url: string;
  /** Branch; undefined for the repository's own default. */
  readonly branch?: string;
  /** Relative folder; `.` for the root. */
  readonly folder: string;
  /** Namespace of manifests that name none. */
  readonly namespace?: string;
  /** Whether manifests at any depth of the folder count, where it has no kustomization. */
  readonly isDeep: boolean;
  /** Files of values over the chart's own, the strongest last, where the folder is a Helm chart. */
  readonly valueFiles: readonly string[];
}

/** The GitOps controller's object that an object comes from. */
export interface GitOpsOwner {
  readonly tool: 'argo-cd' | 'flux';
  readonly ref: ObjectRef;
  /** Whether it takes changes of the live object back by itself. */
  readonly healsItself: boolean;
  /** Empty where it takes manifests from elsewhere than Git. */
  readonly sources: readonly GitSource[];
  /** What the controller itself sets over the files; with it no file is known to decide. */
  readonly overrides: readonly ('images' | 'replicas' | 'patches' | 'names' | 'values' | 'substitutions')[];
}
