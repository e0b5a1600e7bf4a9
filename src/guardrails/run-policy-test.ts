import { type KubernetesObject, refKey, refOf } from '../domain/objects.ts';
import type { Verdict } from '../domain/verdict.ts';
import type { ClusterReader } from '../ports/cluster.ts';
import { judgeAction, type JudgeSetting } from './judge-action.ts';
import type { PolicyTestFile } from './policies/load-policy-tests.ts';
import type { Expectation, PolicyTestCase } from './policies/policy-test-document.ts';

export interface PolicyTestSetting extends Pick<JudgeSetting, 'guardrails' | 'policies' | 'now'> {
  /** A cluster that holds just these objects. */
  readonly clusterOf: (objects: readonly KubernetesObject[]) => ClusterReader;
}

export interface PolicyTestResult {
  readonly name: string;
  readonly passed: boolean;
  readonly expected: Expectation;
  readonly verdict: Verdict;
}

const clusterName = 'default';

export type PolicyTestFileResult = PolicyTestResult & { readonly file: string };

/** Every case of the files, in their order. */
export async function runPolicyTests(
  files: readonly PolicyTestFile[],
  setting: PolicyTestSetting,
): Promise<readonly PolicyTestFileResult[]> {
  const results: PolicyTestFileResult[] = [];
  for (const { file, documents } of files) {
    for (const { spec } of documents) {
      for (const test of spec.cases) {
        results.push({ file, ...(await runPolicyTest(test, spec.objects, setting)) });
      }
    }
  }
  return results;
}

/** Judges one case as `firebreak check --action` would, and compares one layer's verdict with what is expected. */
export async function runPolicyTest(
  { name, action, objects, expect: expected }: PolicyTestCase,
  shared: readonly KubernetesObject[],
  { clusterOf, ...setting }: PolicyTestSetting,
): Promise<PolicyTestResult> {
  const { verdicts } = await judgeAction(
    {
      input: { apiVersion: 'firebreak.dev/v1', cluster: clusterName, ...action },
      marker: 'policy-test',
      at: setting.now.toISOString(),
      provisional: () => false,
    },
    {
      ...setting,
      cluster: clusterOf(merged(shared, objects)),
      mode: 'check',
      clusterName,
      layerTimeoutMilliseconds: 30_000,
    },
  );
  const verdict = verdicts.find(({ layer }) => layer === expected.layer);
  if (verdict === undefined) throw new Error(`layer ${expected.layer} gave no verdict`);
  return { name, passed: fits(expected, verdict), expected, verdict };
}

/** A case's object takes the place of the shared one of the same name. */
function merged(
  shared: readonly KubernetesObject[],
  own: readonly KubernetesObject[],
): readonly KubernetesObject[] {
  return [...new Map([...shared, ...own].map((object) => [refKey(refOf(object)), object])).values()];
}

/** Rules are told by name: their line changes with every edit above them. */
function fits({ outcome, reason, rule }: Expectation, verdict: Verdict): boolean {
  return (
    outcome === verdict.outcome &&
    (reason === undefined || reason === verdict.reason) &&
    (rule === undefined || verdict.rule?.endsWith(`#${rule}`) === true)
  );
}
