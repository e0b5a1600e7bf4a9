import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/domain/objects.ts';
import { editManifest } from '../../../src/pull-requests/edit/edit-manifest.ts';
import { type Path, valueIn, withValueAt } from '../../../src/pull-requests/edit/value-steps.ts';
import { readYaml } from '../../../src/pull-requests/edit/yaml-text.ts';
import { isProblem } from '../../../src/pull-requests/problem.ts';
import { newValue, yamlFile } from './generated-yaml.ts';

function scalarPaths(value: Json | undefined, at: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  const entries: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return entries.flatMap(([key, inner]) => scalarPaths(inner, [...at, key]));
}

interface Place {
  readonly text: string;
  readonly values: readonly Json[];
  readonly document: number;
  readonly at: Path;
}

/** Any single value of any file. */
const place: fc.Arbitrary<Place> = fc
  .tuple(yamlFile, fc.nat(), fc.nat())
  .chain(([text, one, other]) => {
    const yaml = readYaml(text);
    if (isProblem(yaml)) throw new Error(`the generator made ${JSON.stringify(text)}: ${yaml.words}`);
    const document = one % yaml.values.length;
    const paths = scalarPaths(yaml.values[document]);
    const at = paths[other % paths.length];
    return at === undefined
      ? fc.constant({ text, values: yaml.values, document, at: [] })
      : fc.constant({ text, values: yaml.values, document, at });
  })
  .filter(({ at }) => at.length > 0);

const fine = { text: '', replaced: undefined, words: '', reason: undefined };

describe('any single value of any YAML file', () => {
  it('is edited so that nothing else reads differently, and reverted to the same bytes', () => {
    fc.assert(
      fc.property(place, newValue, ({ text, values, document, at }, value) => {
        const edited = editManifest(text, { document, at, value });
        if (isProblem(edited)) {
          expect(['pull-request.already-there', 'pull-request.shared-anchor']).toContain(edited.reason);
          return;
        }
        const after = readYaml(edited.text);
        const target = withValueAt(values[document] ?? null, at, value);
        expect({ ...fine, ...after }).toMatchObject({ values: values.with(document, target ?? null) });
        if (edited.replaced === undefined) return;

        const old = valueIn(values[document] ?? null, at) ?? null;
        const reverted = editManifest(edited.text, { document, at, value: old, source: edited.replaced });

        expect({ ...fine, ...reverted }).toMatchObject({ text });
      }),
      { numRuns: Number(process.env['RUNS'] ?? 300) },
    );
  });
});
