import { z } from 'zod';

const toolCall = z.object({ id: z.string(), name: z.string(), arguments: z.string() });

const message = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'user']), text: z.string() }),
  z.object({ role: z.literal('assistant'), text: z.string(), toolCalls: z.array(toolCall) }),
  z.object({ role: z.literal('tool'), callId: z.string(), text: z.string() }),
]);

const tokens = z.number().int().nonnegative();

/**
 * One request to one model and what came of it, as it is stored: redacted, and whole enough to be replayed. A file of
 * exchanges holds one JSON document a line, in the order in which they happened. `docs/models.md` describes it.
 */
export const exchangeSchema = z.object({
  apiVersion: z.literal('firebreak.dev/v1'),
  kind: z.literal('ModelExchange'),
  id: z.string(),
  incident: z.string(),
  /** The diagnosis that it belongs to; its record has this id. */
  diagnosis: z.string().exactOptional(),
  /** RFC 3339: when the request left. */
  at: z.string(),
  /** As configured, such as `litellm:claude-haiku`. */
  model: z.string(),
  promptVersion: z.string(),
  messages: z.array(message),
  /** Names of the tools that the model was offered. */
  tools: z.array(z.string()),
  result: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('reply'),
      text: z.string(),
      toolCalls: z.array(toolCall),
      stop: z.enum(['tool-calls', 'end', 'length']),
      usage: z.object({ inputTokens: tokens, outputTokens: tokens }),
    }),
    /** A code of `ModelErrorCode`. */
    z.object({ kind: z.literal('error'), code: z.string() }),
  ]),
  /**
   * What the budgets were charged: as counted, or for a failure that may have cost something, as estimated. Without
   * `nanodollars` (billionths of a US dollar) the model has no known price.
   */
  charged: z
    .object({ inputTokens: tokens, outputTokens: tokens, nanodollars: tokens.exactOptional() })
    .exactOptional(),
  durationMs: z.number().nonnegative(),
});

export type Exchange = z.infer<typeof exchangeSchema>;

/** Stores an exchange; a rejection fails the diagnosis, because an exchange that is not on record must not count. */
export type RecordExchange = (exchange: Exchange) => Promise<void>;
