// Writes the JSON Schemas of the policy files to policies/schemas, from the schemas that the loader uses.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, root } from './prepare.mjs';

ensureInstalled();
ensureBuilt();
const { jsonSchemaFiles } = await import('../dist/guardrails/policies/json-schemas.js');
for (const { file, schema } of jsonSchemaFiles()) {
  writeFileSync(join(root, 'policies', 'schemas', file), `${JSON.stringify(schema, null, 2)}\n`);
}
console.log('policies/schemas is written; format it with: npx biome format --write policies');
