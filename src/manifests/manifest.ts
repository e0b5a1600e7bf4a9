import type { KubernetesObject, ObjectRef } from '../domain/objects.ts';

/** Where a manifest stands: its file as people name it, and the line on which it begins. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** One object that somebody wrote down to be applied. */
export interface Manifest {
  readonly object: KubernetesObject;
  readonly place: Place;
}

/** A document that the API server would not take for an object. */
export interface InvalidManifest {
  /** Null where the document does not name one. */
  readonly object: ObjectRef | null;
  readonly place: Place;
  readonly problem: string;
}

export interface Manifests {
  readonly valid: readonly Manifest[];
  readonly invalid: readonly InvalidManifest[];
}

/** A file that is no YAML at all: whatever it was meant to hold is not known. */
export class UnreadableManifestError extends Error {
  readonly place: Place;

  constructor(place: Place, problem: string) {
    super(`${place.file}:${place.line}: ${problem}`);
    this.name = 'UnreadableManifestError';
    this.place = place;
  }
}
