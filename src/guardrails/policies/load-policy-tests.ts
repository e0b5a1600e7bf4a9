import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PolicyText } from './load-policies.ts';
import { readYamlFile } from './policy-document.ts';
import { PolicyError, type PolicyProblem } from './policy-error.ts';
import { type PolicyTestDocument, policyTestDocument } from './policy-test-document.ts';
import { problemsOf } from './schema-problems.ts';

/** One file's tests, by the name of the file. */
export interface PolicyTestFile {
  readonly file: string;
  readonly documents: readonly PolicyTestDocument[];
}

interface Reading {
  readonly documents: readonly PolicyTestDocument[];
  readonly problems: readonly PolicyProblem[];
}

/** Reads every `*.yaml` and `*.yml` directly in a folder. Throws `PolicyError` with all problems of all files. */
export function loadPolicyTests(folder: string): readonly PolicyTestFile[] {
  const names = namesIn(folder);
  return policyTestsOf(
    names.map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') })),
    folder,
  );
}

/** The same of texts that are no folder. Throws `PolicyError`. */
export function policyTestsOf(texts: readonly PolicyText[], folder: string): readonly PolicyTestFile[] {
  const readings = texts.map(({ name: file, text }) => ({
    file,
    ...readDocuments(join(folder, file), text),
  }));
  const problems = readings.flatMap((reading) => reading.problems);
  if (readings.length === 0) problems.push(noTests(folder));
  if (problems.length > 0) throw new PolicyError(problems);
  return readings.map(({ file, documents }) => ({ file, documents }));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/u.test(name))
      .sort();
  } catch {
    throw new PolicyError([noTests(folder)]);
  }
}

/** Having tested nothing must not look like success. */
function noTests(folder: string): PolicyProblem {
  return { file: folder, line: 1, problem: 'there are no tests', mend: 'put PolicyTest files there' };
}

function readDocuments(file: string, text: string): Reading {
  const readings = readYamlFile(file, text).map((read): Reading => {
    if ('problems' in read) return { documents: [], problems: read.problems };
    const { success, data, error } = policyTestDocument.safeParse(read.value);
    return success
      ? { documents: [data], problems: [] }
      : { documents: [], problems: problemsOf(error, read.locate) };
  });
  return {
    documents: readings.flatMap(({ documents }) => documents),
    problems: readings.flatMap(({ problems }) => problems),
  };
}
