import { TimeoutStrategy, timeout } from 'cockatiel';
import { messageOf } from '../domain/message-of.ts';
import type { ReasonCode } from '../domain/reasons.ts';
import type { Layer, Verdict } from '../domain/verdict.ts';
import type { Guardrail, GuardrailContext } from './guardrail.ts';

/** Every layer's reason for "could not be judged". */
const errorReasons: Readonly<Record<Layer, ReasonCode>> = {
  allowlist: 'allowlist.error',
  selector: 'selector.error',
  'pod-security': 'pod-security.error',
  'dry-run': 'dry-run.error',
  approval: 'approval.error',
};

/** What a layer says; one that throws, or has not answered in time, refuses. */
export async function askLayer(
  guardrail: Guardrail,
  context: GuardrailContext,
  milliseconds: number,
): Promise<Verdict> {
  const inTime = timeout(milliseconds, { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false });
  try {
    const verdict = await inTime.execute(() => guardrail.judge(context));
    // "Skipped" is for advice alone: during a real response a layer that cannot be judged refuses.
    if (verdict.outcome !== 'skipped' || context.mode === 'check') return verdict;
    return { ...verdict, outcome: 'refuse' };
  } catch (cause) {
    return {
      layer: guardrail.layer,
      outcome: 'refuse',
      reason: errorReasons[guardrail.layer],
      message: `this layer could not be judged: ${messageOf(cause)}`,
    };
  }
}
