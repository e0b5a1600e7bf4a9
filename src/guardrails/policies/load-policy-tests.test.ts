import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPolicyTests } from './load-policy-tests.ts';

const head = 'apiVersion: firebreak.dev/v1\nkind: PolicyTest\nmetadata: { name: t }\n';
const target = '{ apiVersion: apps/v1, kind: Deployment, namespace: shop, name: web }';
const action = `{ action: restart-workload, target: ${target} }`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'firebreak-policy-tests-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (text: string) => writeFileSync(join(folder, 'a.yaml'), text);

describe('the tests beside policies', () => {
  it('are read file by file, with what they leave out', () => {
    write(`${head}spec:\n  cases:\n    - { name: n, action: ${action}, expect: { outcome: pass } }\n`);

    const [file] = loadPolicyTests(folder);

    expect(file?.file).toBe('a.yaml');
    expect(file?.documents[0]?.spec).toMatchObject({
      objects: [],
      cases: [{ name: 'n', objects: [], expect: { layer: 'allowlist', outcome: 'pass' } }],
    });
  });

  it.each([
    ['a field that they do not have', `expect: { outcome: pass, reson: x }`, /a\.yaml:6: .*reson/u],
    ['an outcome that there is not', `expect: { outcome: passed }`, /a\.yaml:6: .*outcome/u],
    ['an expectation too few', `objects: []`, /a\.yaml:6: .*expect/u],
  ])('are refused with %s, by file and line', (_what, line, problem) => {
    write(`${head}spec:\n  cases:\n    - { name: n, action: ${action}, ${line} }\n`);

    expect(() => loadPolicyTests(folder)).toThrow(problem);
  });

  it('are refused where there are none: nothing tested must not look like success', () => {
    expect(() => loadPolicyTests(folder)).toThrow('there are no tests');
    expect(() => loadPolicyTests(join(folder, 'nowhere'))).toThrow('there are no tests');
  });
});
