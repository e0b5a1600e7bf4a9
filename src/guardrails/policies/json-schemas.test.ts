import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentSchemas } from './document-schemas.ts';
import { jsonSchemaFiles } from './json-schemas.ts';
import { packagedPolicies } from './load-policies.ts';

describe('the JSON Schemas beside the policies', () => {
  it('are one for each kind, and one for their tests', () => {
    expect(jsonSchemaFiles().map(({ kind }) => kind)).toEqual([
      ...Object.keys(documentSchemas),
      'PolicyTest',
    ]);
  });

  it.each(jsonSchemaFiles())('$file says what the loader reads', ({ file, schema }) => {
    const published: unknown = JSON.parse(readFileSync(join(packagedPolicies, 'schemas', file), 'utf8'));

    expect(published).toEqual(schema);
  });
});
