import type { Exchange } from '../diagnosis/exchange.ts';
import type { Metrics } from './metrics.ts';

/** Counts one request to a model and the tokens that it took. */
export function countExchange(
  { model, result }: Exchange,
  metrics: Pick<Metrics, 'modelRequests' | 'modelTokens'>,
): void {
  metrics.modelRequests.inc({ model, result: result.kind === 'reply' ? 'reply' : result.code });
  if (result.kind !== 'reply') return;
  metrics.modelTokens.inc({ model, direction: 'input' }, result.usage.inputTokens);
  metrics.modelTokens.inc({ model, direction: 'output' }, result.usage.outputTokens);
}
