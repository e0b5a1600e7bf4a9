import type { Action } from '../domain/action.ts';
import type { Execution } from '../domain/execution.ts';

/**
 * The stored inverses of what ran and has not been taken back, last first; empty where there is none. An undo runs
 * these in order, so each of its applied steps has taken back one more from the end.
 */
export function undoActions(executions: readonly Execution[]): readonly Action[] {
  const applied = executions.filter((execution) => execution.status === 'applied');
  const takenBack = applied.filter((execution) => execution.purpose === 'undo').length;
  return applied
    .filter((execution) => execution.purpose === 'fix')
    .toReversed()
    .flatMap((execution) => ('action' in execution.inverse ? [execution.inverse.action] : []))
    .slice(takenBack);
}
