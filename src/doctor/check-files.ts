import { loadPrompts, PromptError } from '../diagnosis/prompt.ts';
import { loadRunbooks, RunbookError } from '../diagnosis/runbooks.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { PolicyError } from '../guardrails/policies/policy-error.ts';
import type { Settings } from '../config.ts';
import type { Check } from './check.ts';

/** Whether what people edit is whole: a service does not start with a broken file. */
export function checkFiles({ policies, runbooks, prompts }: Settings): readonly Check[] {
  return [
    whole('policies', policies, () => `${loadPolicies(policies ?? packagedPolicies).rules.length} rules`),
    whole('runbooks', runbooks, () => `${loadRunbooks(runbooks).length} runbooks`),
    whole('prompts', prompts, () => {
      loadPrompts(prompts);
      return 'whole';
    }),
  ];
}

function whole(name: string, folder: string | undefined, load: () => string): Check {
  try {
    return { name, status: 'ok', message: `${folder ?? 'the packaged ones'}: ${load()}` };
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const known =
      cause instanceof PolicyError || cause instanceof RunbookError || cause instanceof PromptError;
    const mend = known ? 'mend the file at that line' : `give a folder that can be read, or none`;
    return { name, status: 'finding', message: cause.message, mend };
  }
}
