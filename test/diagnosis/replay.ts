import type { Exchange } from '../../src/diagnosis/exchange.ts';
import { type Model, ModelError } from '../../src/ports/model.ts';

/** A model that answers from recorded exchanges, in their order; one more request than recorded fails. */
export function replayModel(exchanges: readonly Exchange[]): Model {
  const left = exchanges.flatMap(({ result }) => (result.kind === 'reply' ? [result] : []));
  return {
    name: exchanges[0]?.model ?? 'replay',
    complete: async () => {
      const reply = left.shift();
      if (reply === undefined) throw new ModelError('unreachable', 'nothing more was recorded');
      return reply;
    },
  };
}
