// usage: node summary.mjs REPORT [FAILED_STAGE]... : says what failed or was skipped, then "N passed, N failed".
import { existsSync, readFileSync } from 'node:fs';

const [reportFile, ...failedStages] = process.argv.slice(2);
const say = (line) => process.stdout.write(`${line}\n`);

function readReport() {
  return existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, 'utf8')) : { testResults: [] };
}

/** A file that could not even be loaded has no tests to count, yet it failed. */
function problemsOf(file) {
  const tests = file.assertionResults;
  const bad = tests.filter(({ status }) => status !== 'passed');
  const problems = bad.map(({ status, fullName }) => {
    return `${status === 'failed' ? 'failed' : 'skipped'}: ${file.name} > ${fullName}`;
  });
  return problems.length === 0 && file.status === 'failed' ? [`failed: ${file.name}`] : problems;
}

const { testResults } = readReport();
const passed = testResults
  .flatMap((file) => file.assertionResults)
  .filter(({ status }) => status === 'passed').length;
const tests = testResults.flatMap(problemsOf);
// The test stage fails with its tests: it counts by itself only where no test tells why.
const stages = failedStages.filter((name) => name !== 'test' || tests.length === 0);
const problems = [...stages.map((name) => `failed: stage ${name}`), ...tests];
if (problems.length === 0 && passed === 0) problems.push('failed: no test ran');
for (const problem of problems) say(problem);
say(`${passed} passed, ${problems.length} failed`);
process.exitCode = problems.length === 0 ? 0 : 1;
