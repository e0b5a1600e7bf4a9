import type { Exchange } from '../diagnosis/exchange.ts';
import { dollarsOf } from '../domain/money.ts';
import type { Metrics } from './metrics.ts';

/** Counts one request to a model, the tokens that it took, and what they cost. */
export function countExchange(
  { model, result, charged }: Exchange,
  metrics: Pick<Metrics, 'modelRequests' | 'modelTokens' | 'modelCost'>,
): void {
  metrics.modelRequests.inc({ model, result: result.kind === 'reply' ? 'reply' : result.code });
  if (charged === undefined) return;
  const { inputTokens, outputTokens, nanodollars } = charged;
  metrics.modelTokens.inc({ model, direction: 'input' }, inputTokens);
  metrics.modelTokens.inc({ model, direction: 'output' }, outputTokens);
  if (nanodollars !== undefined) metrics.modelCost.inc({ model }, dollarsOf(nanodollars));
}
