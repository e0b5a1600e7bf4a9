import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const definition = z.looseObject({
  'x-kubernetes-group-version-kind': z
    .array(z.object({ group: z.string(), version: z.string(), kind: z.string() }))
    .optional(),
});
const openApi = z.object({ definitions: z.record(z.string(), definition) });

/** The file name that kubeconform looks for by the template below. */
export const schemaLocation = (folder: string) =>
  join(folder, '{{ .ResourceKind }}-{{ .Group }}-{{ .ResourceAPIVersion }}.json');

/** The same of an object; for the core group kubeconform puts the version in the group's place. */
const fileOf = (group: string, version: string, kind: string) =>
  `${kind.toLowerCase()}-${group === '' ? version : group}-${version}.json`;

/**
 * Writes the API server's own OpenAPI document as one JSON Schema a kind, for kubeconform, whose usual schemas come from
 * the network. Unknown fields are refused, and what is a number or a text in Kubernetes may be both.
 */
export function writeSchemas(document: unknown, kinds: ReadonlySet<string>, folder: string): void {
  const { definitions } = openApi.parse(document);
  const strict = Object.fromEntries(Object.entries(definitions).map(([name, each]) => [name, closed(each)]));
  for (const [name, each] of Object.entries(definitions)) {
    for (const { group, version, kind } of each['x-kubernetes-group-version-kind'] ?? []) {
      if (!kinds.has(kind)) continue;
      const schema = { $ref: `#/definitions/${name}`, definitions: strict };
      writeFileSync(join(folder, fileOf(group, version, kind)), JSON.stringify(schema));
    }
  }
}

function closed(schema: Readonly<Record<string, unknown>>): object {
  if (schema['format'] === 'int-or-string') return { type: ['integer', 'string'] };
  if (schema['properties'] === undefined || schema['additionalProperties'] !== undefined) return schema;
  return { ...schema, additionalProperties: false };
}
