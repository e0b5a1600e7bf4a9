import { join } from 'node:path';
import { recordedCluster } from '../adapters/dump/recorded-cluster.ts';
import { showInvisible } from '../evidence/text/visible-text.ts';
import { guardrails } from '../guardrails/index.ts';
import { loadPolicies, packagedPolicies } from '../guardrails/policies/load-policies.ts';
import { loadPolicyTests } from '../guardrails/policies/load-policy-tests.ts';
import {
  type PolicyTestFileResult,
  type PolicyTestSetting,
  runPolicyTests,
} from '../guardrails/run-policy-test.ts';
import { type CommandLine, type ExitCode, exitCodes } from './command-line.ts';

export interface PolicyTestOptions {
  readonly json: boolean;
}

/** `firebreak policy test DIR`: the tests in DIR/tests against the policies in DIR. */
export async function policyTest(
  folder: string = packagedPolicies,
  { json }: PolicyTestOptions,
  command: CommandLine,
): Promise<ExitCode> {
  const setting: PolicyTestSetting = {
    guardrails,
    policies: loadPolicies(folder),
    now: new Date(),
    clusterOf: recordedCluster,
  };
  const results = await runPolicyTests(loadPolicyTests(join(folder, 'tests')), setting);
  const failed = results.filter(({ passed }) => !passed).length;
  command.stdout(json ? `${JSON.stringify({ results, failed })}\n` : testsText(results, failed));
  return failed > 0 ? exitCodes.finding : exitCodes.ok;
}

function testsText(results: readonly PolicyTestFileResult[], failed: number): string {
  const lines = results.flatMap(({ file, name, passed, expected, verdict }) => [
    `${passed ? '✓' : '✗'} ${file}: ${name}`,
    ...(passed
      ? []
      : [
          `    expected ${told(expected)}`,
          `    got      ${told(verdict)}`,
          `             ${verdict.message}`,
        ]),
  ]);
  const count = `${results.length} tests: ${results.length - failed} passed, ${failed} failed`;
  return showInvisible([...lines, '', count, ''].join('\n'));
}

function told(said: { readonly [K in 'layer' | 'outcome' | 'reason' | 'rule']?: string }): string {
  const rule = said.rule === undefined ? undefined : `by ${said.rule}`;
  return [said.layer, said.outcome, said.reason, rule].filter((part) => part !== undefined).join(' ');
}
