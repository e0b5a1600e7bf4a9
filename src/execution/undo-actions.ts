import type { Action } from '../domain/action.ts';
import type { Execution } from '../domain/execution.ts';

/** The stored inverses of what ran, last first; empty where nothing can be taken back. */
export function undoActions(executions: readonly Execution[]): readonly Action[] {
  return executions
    .filter((execution) => execution.status === 'applied')
    .toReversed()
    .flatMap((execution) => ('action' in execution.inverse ? [execution.inverse.action] : []));
}
