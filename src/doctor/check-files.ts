import { loadPrompts, PromptError } from '../diagnosis/prompt.ts';
import { loadRunbooks, RunbookError } from '../diagnosis/runbooks.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { type ActionRule, ruleText } from '../guardrails/policies/policies.ts';
import { PolicyError } from '../guardrails/policies/policy-error.ts';
import type { Settings } from '../config.ts';
import type { Check } from './check.ts';

/** Whether what people edit is whole: a service does not start with a broken file. */
export function checkFiles({ policies, runbooks, prompts }: Settings): readonly Check[] {
  return [
    ...checkPolicies(policies),
    whole('runbooks', runbooks, () => {
      const all = loadRunbooks(runbooks);
      const own = all.filter(({ packaged }) => !packaged).length;
      return own === 0 ? `${all.length} runbooks` : `${own} runbooks, ${all.length} with the packaged ones`;
    }),
    whole('prompts', prompts, () => {
      loadPrompts(prompts);
      return 'whole';
    }),
  ];
}

/** What runs without people is worth a line of its own, whoever allowed it. */
function checkPolicies(folder: string | undefined): readonly Check[] {
  const rules: ActionRule[] = [];
  const check = whole('policies', folder, () => {
    rules.push(...loadPolicies(folder ?? packagedPolicies).rules);
    return `${rules.length} rules`;
  });
  const unattended = rules
    .filter(({ approval }) => approval === 'not-needed')
    .map((rule): Check => {
      const message = `${ruleText(rule)} lets ${rule.actions.join(', ')} run without people on ${rule.names?.join(', ') ?? ''}`;
      return { name: 'policies', status: 'note', message };
    });
  return [check, ...unattended];
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
