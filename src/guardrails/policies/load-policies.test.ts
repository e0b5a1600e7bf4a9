import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPolicies, packagedPolicies } from './load-policies.ts';
import { ruleText } from './policies.ts';
import { PolicyError } from './policy-error.ts';

const limits = `apiVersion: firebreak.dev/v1
kind: Limits
metadata: { name: limits }
spec:
  coolDownSeconds: 300
  changesPerHour: { namespace: 6, cluster: 12 }
  concurrentChanges: 2
  breaker: { failures: 3, pauseSeconds: 300 }
  approvalsNeeded: { low: 1, medium: 1, high: 2 }
  proposalExpirySeconds: 1800
  verificationSeconds: 600
  stableSeconds: 60
`;
const map = `apiVersion: firebreak.dev/v1
kind: NamespaceMap
metadata: { name: map }
spec:
  components: { longhorn: longhorn-system }
  protectedNamespaces: [kube-*]
`;
const approvers = `apiVersion: firebreak.dev/v1
kind: Approvers
metadata: { name: approvers }
spec:
  rules:
    - { name: everyone, people: ["*"], risks: [low, medium, high] }
`;

function actionPolicy(rules: string): string {
  return `apiVersion: firebreak.dev/v1
kind: ActionPolicy
metadata: { name: rules }
spec:
  rules:
${rules}
`;
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policies-'));
  write({ 'limits.yaml': limits, 'map.yaml': map, 'approvers.yaml': approvers });
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
}

function problems(): readonly string[] {
  try {
    loadPolicies(folder, 'policies');
    return [];
  } catch (error) {
    if (error instanceof PolicyError) return error.message.split('\n');
    throw error;
  }
}

describe('a policy folder', () => {
  it('gives rules that know their file and line, under the name that the folder was given by', () => {
    const web = `    # restarts
    - name: web-restarts
      effect: allow
      actions: [restart-workload]
      kinds: [Deployment]
      namespaces: [web]`;
    write({ 'allowlist.yaml': actionPolicy(web) });

    const { rules } = loadPolicies(folder, 'policies');

    expect(rules.map(ruleText)).toEqual(['policies/allowlist.yaml:7#web-restarts']);
  });

  it('may hold several documents in a file, and files in other folders are not its own', () => {
    write({ 'more.yml': `${actionPolicy('    []')}---\n${approvers.replace('everyone', 'again')}` });
    mkdirSync(join(folder, 'drafts'));
    writeFileSync(join(folder, 'drafts', 'broken.yaml'), 'kind: [');

    expect(loadPolicies(folder).approvers.map(({ name }) => name)).toEqual(['everyone', 'again']);
  });

  it('has a version that changes with every byte and with nothing else', () => {
    const before = loadPolicies(folder).version;
    expect(before).toMatch(/^sha256:[0-9a-f]{64}$/u);
    expect(loadPolicies(folder, 'elsewhere').version).toBe(before);

    write({ 'map.yaml': `${map}# a word\n` });
    expect(loadPolicies(folder).version).not.toBe(before);
  });

  it('is frozen all the way down', () => {
    const { limits: loaded } = loadPolicies(folder);

    expect(Object.isFrozen(loaded.changesPerHour)).toBe(true);
  });

  it('without an ActionPolicy allows nothing and is valid', () => {
    expect(loadPolicies(folder).rules).toEqual([]);
  });
});

describe('a broken policy folder', () => {
  it('names every fault of every file, with its line and the mend', () => {
    write({
      'map.yaml': map.replace('protectedNamespaces:', 'protectedNamespace:'),
      'limits.yaml': limits.replace('high: 2', 'high: 0'),
      'allowlist.yaml': actionPolicy(`    - name: typo
      effect: allow
      actions: [restart-workloads]
      kinds: [Deployment]
      namespaces: ["*"]
    - name: broken-condition
      effect: deny
      actions: ["*"]
      when: oldobject.kind == 'Job'`),
    });

    expect(problems()).toEqual([
      'policies/limits.yaml:9: spec.approvalsNeeded.high is wrong; give at least 1',
      'policies/map.yaml:5: spec.protectedNamespaces is wrong; it has to be of type array',
      'policies/map.yaml:6: spec.protectedNamespace is not a field that policies have; correct its spelling or take it out',
      expect.stringMatching(
        /^policies\/allowlist\.yaml:8: restart-workloads matches no action of the catalogue; use one of restart-workload, /u,
      ),
      'policies/allowlist.yaml:14: the expression of broken-condition does not compile: Unknown variable: oldobject; mend the CEL; it has to give true or false',
    ]);
  });

  it.each([
    ['YAML that does not parse', 'kind: [', /^policies\/allowlist\.yaml:1: .*; mend the YAML$/u],
    [
      'a field twice',
      'kind: Limits\nkind: Limits',
      /allowlist\.yaml:2: Map keys must be unique; mend the YAML/u,
    ],
    ['a tag that the parser does not know', 'kind: !rule Limits', /allowlist\.yaml:1: Unresolved tag/u],
    [
      'another kind',
      '\nkind: AlowList',
      /allowlist\.yaml:2: "AlowList" is not a kind of policy; use one of/u,
    ],
    ['a list', '- kind: Limits', /allowlist\.yaml:1: nothing is not a kind of policy; use one of/u],
    ['a second map of namespaces', map, /map\.yaml:2: a second NamespaceMap; keep one/u],
    [
      'an allow rule without kinds',
      actionPolicy('    - { name: wide, effect: allow, actions: ["*"], namespaces: ["*"] }'),
      /allowlist\.yaml:6: wide allows without kinds; name the kinds that it covers/u,
    ],
    [
      'an allow rule without namespaces or names',
      actionPolicy('    - { name: wide, effect: allow, actions: [cordon-node], kinds: [Node] }'),
      /allowlist\.yaml:6: wide allows without namespaces or names; /u,
    ],
    [
      'two rules of one name',
      actionPolicy(
        '    - { name: a, effect: deny, actions: ["*"] }\n    - { name: a, effect: deny, actions: ["*"] }',
      ),
      /allowlist\.yaml:7: a second rule named a; rename one of them/u,
    ],
    [
      'bounds that nothing fits',
      actionPolicy(
        '    - { name: a, effect: deny, actions: ["*"], params: [{ path: [limits, memory], quantity: { min: 2Gi, max: 1Gi } }] }',
      ),
      /allowlist\.yaml:6: the quantity: min is above max/u,
    ],
    [
      'a bound that is no quantity',
      actionPolicy(
        '    - { name: a, effect: deny, actions: ["*"], params: [{ path: [limits, memory], quantity: { max: 4GB } }] }',
      ),
      /spec\.rules\.0\.params\.0\.quantity\.max is wrong; it has to be a Kubernetes quantity/u,
    ],
  ])('%s stops the load', (_, text, expected) => {
    write({ 'allowlist.yaml': text });

    expect(problems().filter((problem) => expected.test(problem))).toHaveLength(1);
  });

  it.each(['limits.yaml', 'map.yaml', 'approvers.yaml'])('without %s stops the load', (name) => {
    rmSync(join(folder, name));

    expect(problems()).toEqual([
      expect.stringMatching(
        /^policies:1: no document of kind \w+; add one; the packaged policies show how$/u,
      ),
    ]);
  });

  it('that is not there says so', () => {
    expect(() => loadPolicies(join(folder, 'nowhere'), 'nowhere')).toThrow(
      'nowhere:1: the folder cannot be read (ENOENT); check its path and rights',
    );
  });
});

describe('the packaged policies', () => {
  it('load, and are called by the name of their folder', () => {
    const { rules } = loadPolicies(packagedPolicies);

    expect(rules.map((rule) => rule.source.file)).toContain('policies/allowlist.yaml');
  });
});
