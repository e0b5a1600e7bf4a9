import { rememberingReader } from '../evidence/remembering-reader.ts';
import { explainAction } from '../guardrails/explain-action.ts';
import { judgeAction, type JudgedAction, type JudgeSetting } from '../guardrails/judge-action.ts';
import type { CheckPort } from '../http/ports.ts';
import type { Clock } from '../ports/clock.ts';
import type { Redact } from '../ports/redact.ts';
import { redactVerdicts, stepOf } from '../response/review-draft.ts';

interface CheckParts {
  readonly judgeSetting: () => Promise<JudgeSetting>;
  readonly redact: Redact;
  readonly clock: Clock;
}

/** Long enough for the layers and the rules to look at one and the same cluster, in milliseconds. */
const readsGoodFor = 30_000;

/** The guardrails for others to ask, on the cluster as it is; the planner's dry-run is all that it sends. */
export function createCheck({ judgeSetting, redact, clock }: CheckParts): CheckPort {
  const judge = (input: unknown, setting: JudgeSetting): Promise<JudgedAction> => {
    const at = clock.now().toISOString();
    return judgeAction({ input, marker: 'check', at, provisional: () => false }, setting);
  };
  const openSetting = async () => ({ ...(await judgeSetting()), purpose: 'fix' as const });
  return {
    async check(action) {
      // Any viewer may ask, and the files of a pull request cost a dozen of the host's 5,000 requests an hour.
      const setting = { ...(await openSetting()), filesUnseen: true as const };
      const { outcome, verdicts, action: judged } = await judge(action, setting);
      return { action: judged, outcome, verdicts: await redactVerdicts(verdicts, redact) };
    },
    async explain(input) {
      const opened = await openSetting();
      const cluster = rememberingReader(opened.cluster, { clock, milliseconds: readsGoodFor, most: 1_000 });
      const setting = { ...opened, cluster };
      const judged = await judge(input, setting);
      const { rules } = await explainAction(input, { ...setting, clusterKnown: true });
      const step = stepOf(judged);
      const { action, outcome } = judged;
      return {
        result: { action, outcome, verdicts: await redactVerdicts(judged.verdicts, redact) },
        ...(step === undefined
          ? {}
          : {
              step: { diff: await redact(step.diff), kubectl: await redact(step.kubectl), risk: step.risk },
            }),
        rules: await Promise.all(rules.map(async (rule) => ({ ...rule, why: await redact(rule.why) }))),
      };
    },
  };
}
