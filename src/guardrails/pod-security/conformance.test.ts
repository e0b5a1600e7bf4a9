import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { evaluatePod } from './evaluate-pod.ts';
import { type LevelVersion, parseVersion } from './level.ts';

/** The upstream project's own fixtures: pods that pass or fail a level at a version, as `<level>/<version>/<pass|fail>`. */
const moduleCache =
  process.env['GOMODCACHE'] ?? join(process.env['GOPATH'] ?? join(homedir(), 'go'), 'pkg/mod');
const fixtures = join(moduleCache, 'k8s.io/pod-security-admission@v0.36.3/test/testdata');
const present = existsSync(fixtures);
const how = present ? '' : ' (needs `go mod download k8s.io/pod-security-admission@v0.36.3`)';

describe.skipIf(!present)(`the fixtures of k8s.io/pod-security-admission v0.36.3${how}`, () => {
  for (const level of ['baseline', 'restricted'] as const) {
    const versions = present ? readdirSync(join(fixtures, level)).map(versionOf) : [];

    it(`covers 36 versions of ${level}`, () => {
      expect(versions).toHaveLength(36);
    });

    it.each(versions)(`agrees on every pod of ${level} %s`, (version) => {
      const disagreements: string[] = [];
      for (const expected of ['pass', 'fail']) {
        const folder = join(fixtures, level, version, expected);
        for (const file of readdirSync(folder)) {
          const pod = parse(readFileSync(join(folder, file), 'utf8')) as { metadata: unknown; spec: unknown };
          const { allowed, violations } = evaluatePod(pod, level, version);
          if (allowed !== (expected === 'pass')) disagreements.push(`${expected}/${file}`);
          if (!allowed && !blamesCheckOf(file, violations))
            disagreements.push(`${expected}/${file}: other check`);
        }
      }
      expect(disagreements).toEqual([]);
    });
  }
});

function versionOf(folder: string): LevelVersion {
  const version = parseVersion(folder);
  if (version === undefined) throw new Error(`${folder} is no version`);
  return version;
}

/** A fixture is named after the check that it violates; a stricter one may have replaced it. */
function blamesCheckOf(file: string, violations: readonly { readonly check: string }[]): boolean {
  const replacedBy: Record<string, string> = {
    capabilities_baseline: 'capabilities_restricted',
    hostpathvolumes: 'restrictedvolumes',
    procmount: 'procmount_restricted',
    seccompprofile_baseline: 'seccompprofile_restricted',
  };
  const check = file.replace(/\d*\.yaml$/, '');
  return violations.some((violation) => {
    const found = violation.check.toLowerCase();
    return found === check || found === replacedBy[check];
  });
}
