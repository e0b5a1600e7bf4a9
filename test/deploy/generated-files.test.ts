import { execFileSync } from 'node:child_process';
import { stringify } from 'yaml';
import { describe, expect, it } from 'vitest';
import { admissionPolicies } from '../../src/admission/admission-policies.ts';
import { policyManifests } from '../../src/admission/manifests.ts';
import { loadPolicies, packagedPolicies } from '../../src/guardrails/policies/load-policies.ts';
import { leastRights } from '../../src/rbac/least-rights.ts';
import { rbacManifests } from '../../src/rbac/manifests.ts';
import { secretSettings, valuesSchema } from './values-schema.ts';

/** What of the chart follows from the code; `npm test -- test/deploy/generated-files.test.ts -u` writes it anew. */
const chart = '../../deploy/chart';
const made =
  '# Made from the code and the packaged policies: npm test -- test/deploy/generated-files.test.ts -u\n';

const yaml = (value: unknown) => made + stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });

/** The template puts a release's own namespace and name in their place. */
const subject = (name: string) =>
  ({ kind: 'ServiceAccount', namespace: 'release-namespace', name: `release-name-${name}` }) as const;
const subjects = { planner: subject('planner'), executor: subject('executor') };

/** And each CronJob that there is in the place of this one. */
const cronJob = { namespace: 'release-cronjob-namespace', name: 'release-cronjob-name' };

/** As the formatter of this repository wants it. */
function formatted(json: string): string {
  return execFileSync('npx', ['--no-install', 'biome', 'format', '--stdin-file-path=schema.json'], {
    input: json,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

describe('the chart', () => {
  const policies = loadPolicies(packagedPolicies);

  it('holds the least RBAC of the packaged policies', async () => {
    const items = rbacManifests(leastRights(policies), subjects);
    expect(items.length).toBeGreaterThan(3);
    await expect(yaml({ apiVersion: 'v1', kind: 'List', items })).toMatchFileSnapshot(
      `${chart}/files/rbac.yaml`,
    );
  });

  it('holds both identities to the packaged policies', async () => {
    const items = admissionPolicies(policies, subjects, [cronJob]).policies.flatMap(policyManifests);
    expect(items.length).toBeGreaterThan(3);
    await expect(yaml({ apiVersion: 'v1', kind: 'List', items })).toMatchFileSnapshot(
      `${chart}/files/admission.yaml`,
    );
  });

  it('knows every secret setting and its variable', async () => {
    expect(secretSettings).toMatchObject({ webhookToken: 'FIREBREAK_WEBHOOK_TOKEN' });
    await expect(yaml(secretSettings)).toMatchFileSnapshot(`${chart}/files/secret-settings.yaml`);
  });

  it('takes the settings that there are, with the values that they may have', async () => {
    await expect(formatted(JSON.stringify(valuesSchema, null, 2))).toMatchFileSnapshot(
      `${chart}/values.schema.json`,
    );
  });
});
