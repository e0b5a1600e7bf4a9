import { join } from 'node:path';
import { isBuilt, root } from '../../scripts/prepare.mjs';

/** The built command. Throws where it is not what the sources say: a test of yesterday's code proves nothing. */
export function builtCommand(): string {
  if (!isBuilt())
    throw new Error('dist/ is older than src/: run `npm run build`, or the tests through `npm test`');
  return join(root, 'dist', 'main.js');
}
