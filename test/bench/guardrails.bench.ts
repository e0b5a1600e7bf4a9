import { describe, it } from 'vitest';
import { recordedCluster } from '../../src/adapters/dump/recorded-cluster.ts';
import { guardrails } from '../../src/guardrails/index.ts';
import { judgeAction, type JudgeSetting } from '../../src/guardrails/judge-action.ts';
import type { Action } from '../../src/domain/action.ts';
import type { Policies } from '../../src/guardrails/policies/policies.ts';
import { noon, packaged } from '../support/allowlist.ts';
import { actionsIn, type BenchNamespace, namespaceOf, policiesOf } from './guardrails-inputs.ts';
import { percentiles, row, timed } from './percentiles.ts';

const at = noon.toISOString();

function settingOf({ objects }: BenchNamespace, policies: Policies = packaged): JudgeSetting {
  return {
    guardrails: guardrails.slice(0, 3),
    cluster: recordedCluster(objects),
    mode: 'check',
    policies,
    clusterName: 'default',
    now: noon,
    layerTimeoutMilliseconds: 60_000,
  };
}

type Call = () => Promise<unknown>;

const judging =
  (input: Action, setting: JudgeSetting): Call =>
  () =>
    judgeAction({ input, marker: 'bench', at, provisional: () => false }, setting);

/** p50, p99 and mean processor time of a call, in milliseconds: the last is steady on a busy machine. */
async function measured(calls: number, call: Call): Promise<readonly number[]> {
  const samples = await timed(calls, call);
  const started = process.cpuUsage();
  for (let index = 0; index < calls; index += 1) await call();
  const { user, system } = process.cpuUsage(started);
  return [...percentiles(samples, 50, 99), (user + system) / 1_000 / calls];
}

/** Rows of one action by size; the last column says how the cost grows: 1 is linear, less is better. */
async function table(
  what: string,
  sizes: readonly number[],
  cases: (size: number) => Readonly<Record<string, Call>>,
): Promise<void> {
  row(what, 'action', 'p50 ms', 'p99 ms', 'CPU ms', 'CPU ÷ size');
  const smallest = new Map<string, number>();
  for (const size of sizes) {
    for (const [name, call] of Object.entries(cases(size))) {
      const [p50 = 0, p99 = 0, cpu = 0] = await measured(size > 500 ? 100 : 500, call);
      const base = smallest.get(name) ?? cpu / size;
      smallest.set(name, base);
      row(String(size), name, p50, p99, cpu, cpu / size / base);
    }
  }
}

/** The floor says what of a p99 is the machine's: the namespace written as JSON and read again, with no judgement. */
const within = (inside: BenchNamespace, policies?: Policies): Readonly<Record<string, Call>> => ({
  ...Object.fromEntries(
    Object.entries(actionsIn(inside)).map(([name, action]) => [
      name,
      judging(action, settingOf(inside, policies)),
    ]),
  ),
  'floor: JSON there and back': async () => JSON.parse(JSON.stringify(inside.objects)),
});

describe('layers 1 to 3, in process', () => {
  it('by the number of workloads in the namespace, each with its Service', async () => {
    await table('workloads', [1, 100, 1_000], (workloads) => within(namespaceOf({ workloads })));
  });

  it('by the number of pods in the namespace, of ten workloads', async () => {
    await table('pods', [50, 500, 5_000], (pods) => within(namespaceOf({ workloads: 10, pods })));
  });

  it('by the number of policy rules, every tenth with a condition that is asked', async () => {
    const inside = namespaceOf({ workloads: 10 });
    await table('rules', [10, 100, 1_000], (rules) => within(inside, policiesOf(rules)));
  });
});
