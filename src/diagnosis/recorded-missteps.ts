import type { Misstep } from '../domain/misstep.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { ModelErrorCode } from '../ports/model.ts';
import type { Redact } from '../ports/redact.ts';

/** A model can write as much as it likes; the ledger keeps what tells the mistake. */
const longestText = 600;
/** More of one diagnosis tell nothing new. */
const mostMissteps = 20;

const failureReasons: Readonly<Record<ModelErrorCode, ReasonCode>> = {
  timeout: 'model.timeout',
  unreachable: 'model.unreachable',
  'circuit-open': 'model.circuit-open',
  'rate-limited': 'model.rate-limited',
  'access-denied': 'model.access-denied',
  'context-overflow': 'model.context-overflow',
  'invalid-request': 'model.invalid-request',
  'invalid-reply': 'model.invalid-reply',
  'content-filtered': 'model.content-filtered',
  'server-error': 'model.server-error',
};

/** A request that came back without a reply; `afterTools` tells one that carried answers of tools. */
export function failedRequest(model: string, code: string, afterTools: boolean): Misstep {
  const known = Object.hasOwn(failureReasons, code) ? failureReasons[code as ModelErrorCode] : undefined;
  return {
    model,
    reason: known ?? 'model.server-error',
    message: afterTools ? 'the request carried tool results' : 'the request carried no tool results',
  };
}

/** Missteps as they go on record: redacted first and cut then, so that no part of a secret is left. */
export async function recordedMissteps(
  missteps: readonly Misstep[],
  redact: Redact,
): Promise<readonly Misstep[]> {
  const cut = async (text: string) => (await redact(text)).slice(0, longestText);
  return Promise.all(
    missteps.slice(0, mostMissteps).map(async (misstep) => ({
      model: misstep.model,
      reason: misstep.reason,
      message: await cut(misstep.message),
      ...(misstep.tool === undefined ? {} : { tool: await cut(misstep.tool) }),
      ...(misstep.arguments === undefined ? {} : { arguments: await cut(misstep.arguments) }),
    })),
  );
}
