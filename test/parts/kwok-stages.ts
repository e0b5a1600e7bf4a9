import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kwokStagesFolder } from './parts.ts';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'stages');

function readStage(name: string): string {
  return readFileSync(join(FOLDER, `${name}.yaml`), 'utf8');
}

/** A container whose memory limit is below 300Mi is killed for it 2 s after it started, again and again. */
export const oomBelow300Mi = readStage('oom-below-300mi');

/** Pods of a Job that carry the label `test-outcome: fail` end with exit code 1; other Job pods complete. */
export const failingJobs = readStage('failing-jobs');

/** Pods that carry the label `test-outcome: pull-denied` wait for an image whose registry refuses them. */
export const pullsDenied = readStage('pulls-denied');

/** Pods that pull with a Secret wait until the annotation `registry-token` says that it has been renewed. */
export const pullSecretExpired = pullsDenied.replaceAll(
  `    matchLabels:
      test-outcome: pull-denied
    matchExpressions:
`,
  `    matchExpressions:
      - key: ".spec.imagePullSecrets.[].name"
        operator: "Exists"
      - key: '.metadata.annotations["registry-token"]'
        operator: "DoesNotExist"
`,
);

/** kwok's own delays look like a busy cluster (up to 5 s a step, 30 s to end a pod); tests have no time for that. */
function hasten(stage: string): string {
  return stage
    .replace(/^( +)durationMilliseconds: 1000$/m, '$1durationMilliseconds: 100')
    .replace(/^( +)jitterDurationMilliseconds: 5000$/m, '$1jitterDurationMilliseconds: 400')
    .replace(/^ +jitterDurationFrom:\n +expressionFrom: '\.metadata\.deletionTimestamp'\n/m, '');
}

/** The YAML that kwok is started with: how nodes and pods behave in general, then what a test adds. */
export function kwokConfiguration(extraStages: readonly string[]): string {
  const general = readdirSync(kwokStagesFolder).map((file) =>
    hasten(readFileSync(join(kwokStagesFolder, file), 'utf8')),
  );
  return [...general, ...extraStages].map((stage) => stage.trim()).join('\n---\n');
}
