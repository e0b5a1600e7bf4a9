import { editManifest, type ValueChange } from '../edit/edit-manifest.ts';
import type { Path } from '../edit/value-steps.ts';
import { readYaml, type YamlText } from '../edit/yaml-text.ts';
import { field, textAt } from '../../domain/fields.ts';
import type { Json } from '../../domain/objects.ts';
import { isProblem, type PullRequestProblem, problem } from '../problem.ts';
import { type Kustomization, kustomizationSchema } from './kustomization-schema.ts';

/** Files of a repository, each read at most once. */
export interface ManifestFiles {
  readonly texts: ReadonlyMap<string, string>;
  /** Undefined where the file was not read. */
  yaml(path: string): YamlText | PullRequestProblem | undefined;
  /** Undefined where the file was not read, or is no kustomization. */
  kustomization(path: string): Kustomization | undefined;
}

export function manifestFiles(texts: ReadonlyMap<string, string>): ManifestFiles {
  const yaml = remembered((path) => {
    const text = texts.get(path);
    return text === undefined ? undefined : readYaml(text);
  });
  const kustomization = remembered((path) => {
    const read = yaml(path);
    if (read === undefined || isProblem(read) || read.values.length !== 1) return undefined;
    return kustomizationSchema.safeParse(read.values[0] ?? {}).data;
  });
  return { texts, yaml, kustomization };
}

function remembered<V>(read: (path: string) => V): (path: string) => V {
  const known = new Map<string, V>();
  return (path) => {
    const value = known.has(path) ? (known.get(path) as V) : read(path);
    known.set(path, value);
    return value;
  };
}

/** One place in a file that holds a piece of YAML: a document, an item of a List, or a patch in a block of text. */
export interface Spot {
  readonly path: string;
  readonly document: number;
  readonly at: Path;
  /** Of the documents within the text at that place, where the piece is such a one. */
  readonly inner?: number;
}

/** One place of one file and what it should say. */
export interface FileChange {
  readonly path: string;
  readonly change: ValueChange;
}

/** What to change in a file so that something within a spot has another value. */
export function changeWithin(
  files: ManifestFiles,
  spot: Spot,
  at: Path,
  value: Json | undefined,
): FileChange | PullRequestProblem {
  const { path, document } = spot;
  if (spot.inner === undefined) {
    return { path, change: { document, at: [...spot.at, ...at], ...(value === undefined ? {} : { value }) } };
  }
  const yaml = files.yaml(path);
  const text = yaml === undefined || isProblem(yaml) ? undefined : textAt(yaml.values[document], ...spot.at);
  if (text === undefined) return problem('pull-request.not-in-manifest', `${path} has no such patch.`);
  const edited = editManifest(text, { document: spot.inner, at, ...(value === undefined ? {} : { value }) });
  return isProblem(edited) ? edited : { path, change: { document, at: spot.at, value: edited.text } };
}

/** The value of a spot. */
export function valueOfSpot(files: ManifestFiles, { path, document, at, inner }: Spot): Json | undefined {
  const yaml = files.yaml(path);
  if (yaml === undefined || isProblem(yaml)) return undefined;
  const value = field(yaml.values[document], ...at) as Json | undefined;
  if (inner === undefined || typeof value !== 'string') return value;
  const within = readYaml(value);
  return isProblem(within) ? undefined : within.values[inner];
}
