import type { Verdict } from '../../domain/verdict.ts';
import type { Guardrail } from '../guardrail.ts';
import { decide } from './decide.ts';
import { type AllowlistContext, readFacts } from './read-facts.ts';
import { untouchable } from './untouchable.ts';

/** Layer 1: what the policies allow, within the limits and namespaces that they set. */
export const allowlistLayer: Guardrail = {
  layer: 'allowlist',
  judge: async (context) => decide(await readFacts(context)),
};

/** The refusal of an action whose target is not there: what forbids it anyway, or where it may really live. */
export async function judgeMissingTarget(context: Omit<AllowlistContext, 'change'>): Promise<Verdict> {
  return decide(await readFacts(context));
}

/**
 * Refuses by the action alone what no policy can open, before anything is read: a Secret must not be fetched to be
 * refused. Undefined where nothing speaks against reading the target.
 */
export function refuseUnread(
  context: Pick<AllowlistContext, 'action' | 'ownNamespace'>,
): Verdict | undefined {
  const refusal = untouchable(context);
  return refusal === undefined ? undefined : { layer: 'allowlist', outcome: 'refuse', ...refusal };
}
