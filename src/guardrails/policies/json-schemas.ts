import { z } from 'zod';
import { documentSchemas } from './document-schemas.ts';
import { policyTestDocument } from './policy-test-document.ts';

/**
 * The JSON Schemas that editors check policy files and their tests with, by the file that each is published in.
 * `node scripts/policy-schemas.mjs` writes them to policies/schemas.
 */
export function jsonSchemaFiles(): readonly {
  readonly kind: string;
  readonly file: string;
  readonly schema: unknown;
}[] {
  return Object.entries({ ...documentSchemas, PolicyTest: policyTestDocument }).map(([kind, schema]) => ({
    kind,
    file: `${kind.replaceAll(/(?<=[a-z])(?=[A-Z])/gu, '-').toLowerCase()}.schema.json`,
    schema: z.toJSONSchema(schema, { io: 'input' }),
  }));
}
