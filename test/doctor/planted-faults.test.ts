import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { healthySetUp, type SetUp } from './healthy-set-up.ts';
import { faults } from './planted-faults.ts';

interface Line {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly mend?: string;
}

let setUp: SetUp;
beforeEach(async () => {
  setUp = await healthySetUp();
});
afterEach(() => setUp.stop());

async function doctor() {
  const { code, stdout } = await runCli(['doctor', '--json'], { environment: setUp.environment });
  const { checks } = JSON.parse(stdout) as { readonly checks: readonly Line[] };
  return { code, checks };
}

const codes = { finding: 1, unreachable: 3, note: 0 } as const;

describe('firebreak doctor', () => {
  it('is quiet about a healthy set-up', async () => {
    const { code, checks } = await doctor();

    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(code).toBe(0);
  });

  it('asks GitHub for what cannot be, and leaves nothing there', async () => {
    await doctor();

    const { repository, github } = setUp;
    expect(repository.pulls).toEqual([]);
    expect(repository.git.head('firebreak/doctor')).toBeUndefined();
    expect(github.calls.filter(({ status }) => status === 422)).toHaveLength(2);
  });

  it.each(faults)('finds that $what, and names the mend', async ({ plant, name, status, message, mend }) => {
    plant(setUp);

    const { code, checks } = await doctor();

    const found = checks.filter((check) => check.name.startsWith(name) && check.status === status);
    expect(
      found.filter((check) => message.test(check.message) && mend.test(check.mend ?? '')),
      JSON.stringify(checks.filter((check) => check.status !== 'ok')),
    ).toHaveLength(1);
    expect(code).toBe(codes[status]);
  });
});
