import type { Exchange } from '../../diagnosis/exchange.ts';

/** What was said in an exchange beyond what the one before it had: each request repeats the whole conversation. */
export function newMessages(exchanges: readonly Exchange[], index: number): Exchange['messages'] {
  const exchange = exchanges[index];
  if (exchange === undefined) return [];
  const before = exchanges
    .slice(0, index)
    .findLast(({ diagnosis, model }) => diagnosis === exchange.diagnosis && model === exchange.model);
  const known = before?.messages ?? [];
  const isGoingOn = known.every(({ text, role }, place) => {
    const now = exchange.messages[place];
    return now?.role === role && now.text === text;
  });
  return isGoingOn ? exchange.messages.slice(known.length) : exchange.messages;
}
