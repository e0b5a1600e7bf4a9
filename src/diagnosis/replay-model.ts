import { type Model, ModelError, type ModelErrorCode } from '../ports/model.ts';
import type { Exchange } from './exchange.ts';

/** Models that answer and fail as it was recorded, and whether they were asked more than that. */
export interface ReplayModels {
  /** In the order in which they were first asked. */
  readonly models: readonly Model[];
  readonly askedMore: () => boolean;
}

/** The models of one diagnosis, from its exchanges in order. One more request than recorded fails. */
export function replayModels(exchanges: readonly Exchange[]): ReplayModels {
  const left = [...exchanges];
  let more = false;
  const names = [...new Set(exchanges.map(({ model }) => model))];
  const models = names.map(
    (name): Model => ({
      name,
      async complete() {
        const index = left.findIndex(({ model }) => model === name);
        const [next] = index < 0 ? [] : left.splice(index, 1);
        if (next === undefined) {
          more = true;
          throw new ModelError('unreachable', `${name}: nothing more was recorded`);
        }
        if (next.result.kind === 'reply') return next.result;
        // Where it was asked again at once, it had said when; how long does not matter any more.
        const waited = left[index]?.model === name;
        throw new ModelError(next.result.code as ModelErrorCode, `${name}: recorded`, {
          ...(waited ? { retryAfterMs: 0 } : {}),
          usage: next.charged,
        });
      },
    }),
  );
  return { models, askedMore: () => more };
}
