import { ensureBuilt } from '../../scripts/prepare.mjs';

/** Tests that start the command start what the sources say. */
export function setup(): void {
  ensureBuilt();
}
