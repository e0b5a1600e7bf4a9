import { guardrails } from '../guardrails/index.ts';
import { policyTestsOf } from '../guardrails/policies/load-policy-tests.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import { PolicyError } from '../guardrails/policies/policy-error.ts';
import {
  type PolicyTestResult,
  type PolicyTestSetting,
  runPolicyTests,
} from '../guardrails/run-policy-test.ts';
import type { Rehearse } from './plan-policy-change.ts';

type Setting = Pick<PolicyTestSetting, 'clusterOf'> & { readonly now: () => Date };

/** Names of tests that a message tells; the rest is a number. */
const mostTold = 5;

/** `firebreak policy test` on the policies as they are and as they would be. */
export function createRehearsal({ clusterOf, now }: Setting): Rehearse {
  return async ({ tests }, base, head) => {
    if (tests.length === 0) return said('policy-change.tests-pass', 'the policies load; they have no tests');
    try {
      const files = policyTestsOf(tests, 'tests');
      const run = (policies: Policies) =>
        runPolicyTests(files, { guardrails, policies, clusterOf, now: now() });
      const failing = (results: readonly PolicyTestResult[]) =>
        new Set(results.filter(({ passed }) => !passed).map(({ name }) => name));
      const [before, after] = [await run(base), await run(head)];
      const known = failing(before);
      const fresh = [...failing(after)].filter((name) => !known.has(name));
      const counts = `policy test: ${passing(before)} before, ${passing(after)} with it`;
      if (fresh.length === 0) return said('policy-change.tests-pass', counts);
      const names = fresh.slice(0, mostTold).join('; ');
      return said('policy-change.tests-fail', `${counts}; no longer: ${names}`);
    } catch (cause) {
      if (!(cause instanceof PolicyError)) throw cause;
      return said('policy-change.tests-fail', `the policies load; their tests do not: ${cause.message}`);
    }
  };
}

function said(reason: 'policy-change.tests-pass' | 'policy-change.tests-fail', message: string) {
  const outcome = reason === 'policy-change.tests-pass' ? 'pass' : 'hold';
  return { layer: 'dry-run', outcome, reason, message } as const;
}

function passing(results: readonly PolicyTestResult[]): string {
  return `${results.filter(({ passed }) => passed).length} of ${results.length} pass`;
}
