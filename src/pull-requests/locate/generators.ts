import { pointerParts } from '../../domain/json-pointer.ts';
import { problem } from '../problem.ts';
import type { Layer } from './kustomization.ts';
import type { FileChange } from './manifest-files.ts';
import { type Placement, strengthOf, type Wanted } from './placement.ts';

/** The literals from which layers generate a ConfigMap's entry, outermost first; the last one where it could be added. */
export function generatorPlacements({ resource, field, value }: Wanted): readonly Placement[] {
  const [data, key, ...rest] = pointerParts(field);
  if (data !== 'data' || key === undefined || rest.length > 0) return [];
  const found = resource.layers.flatMap((layer, index) => {
    const generator = layer.model.configMapGenerator.findIndex(({ name }) => resource.names.includes(name));
    const entry = layer.model.configMapGenerator[generator];
    if (entry === undefined) return [];
    const literal = entry.literals.findIndex((text) => text.startsWith(`${key}=`));
    const isFile = entry.files.some(
      (file) => file === key || file.startsWith(`${key}=`) || file.endsWith(`/${key}`),
    );
    const at = ['configMapGenerator', generator, 'literals', literal < 0 ? entry.literals.length : literal];
    const placement: Placement = {
      path: layer.path,
      strength: strengthOf.patch(index),
      sets: literal >= 0 || isFile,
      changes: isFile
        ? problem(
            'pull-request.not-followed',
            `${layer.path} takes ${key} from a file of its own: edit that one.`,
          )
        : [literalChange(layer, at, key, value)],
    };
    return entry.envs.length > 0 && literal < 0
      ? [
          {
            ...placement,
            changes: problem('pull-request.not-followed', `${layer.path} may take ${key} from an env file.`),
          },
        ]
      : [placement];
  });
  return found.toReversed();
}

function literalChange(
  layer: Layer,
  at: readonly (string | number)[],
  key: string,
  value: unknown,
): FileChange {
  const text = typeof value === 'string' ? { value: `${key}=${value}` } : {};
  return { path: layer.path, change: { document: 0, at, ...text } };
}
