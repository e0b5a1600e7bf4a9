import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlPlane } from '../parts/control-plane.ts';
import { builtCommand } from '../support/built-command.ts';
import { type FirebreakProcess, startFirebreak } from '../support/firebreak-process.ts';
import { crashLoopAlert } from '../scenarios/real-cluster.ts';
import { podOf, surroundingsOf } from './pod-process.ts';

/** The service, as the pod of the chart would run it: its settings, its files, its tokens. */
export interface PodService {
  readonly pod: string;
  readonly firebreak: FirebreakProcess;
  readonly webhookToken: string;
  /** Tells of a crash loop with the token of the pod, and gives the status of the answer. Another severity is another alert. */
  readonly crashLoop: (pod: string, severity: 'warning' | 'critical') => Promise<number>;
  stop(): Promise<void>;
}

export interface InPodOptions {
  readonly namespace: string;
  /** Holds the volume claims, and the file `exec` that stands for `kubectl exec`. */
  readonly folder: string;
  readonly previous?: PodService | undefined;
}

/** What is set only here: a free port, a token to drive the API with, and no waiting for an alert to heal by itself. */
const testSettings = {
  FIREBREAK_MODE: '',
  FIREBREAK_WEBHOOK_TOKEN: '',
  FIREBREAK_POLICIES: '',
  LOG_LEVEL: 'warn',
};

/** Starts the service of the pod that there is now, unless it runs already; undefined where there is no pod. */
export async function startInPod(
  cluster: ControlPlane,
  { namespace, folder, previous }: InPodOptions,
): Promise<PodService | undefined> {
  const pod = await podOf(cluster, namespace, 'app.kubernetes.io/name=firebreak');
  if (pod?.metadata.name === previous?.pod) return previous;
  // One process on one volume, as the strategy Recreate has it.
  await previous?.stop();
  if (pod === undefined) return undefined;
  const { environment, local } = await surroundingsOf(cluster, pod, folder);
  const { FIREBREAK_PORT: _port, KUBECONFIG: kubeconfig = '', ...given } = environment;
  const firebreak = await startFirebreak({
    kubeconfig,
    dataDir: given['FIREBREAK_DATA_DIR'] ?? '',
    environment: { ...testSettings, ...given },
  });
  // A port of this machine stands for the pod's, so that what runs beside the service finds it.
  const beside = { ...given, KUBECONFIG: kubeconfig, FIREBREAK_PORT: new URL(firebreak.url).port };
  writeFileSync(join(folder, 'exec'), execScript(beside, local));
  const webhookToken = readFileSync(given['FIREBREAK_WEBHOOK_TOKEN_FILE'] ?? '', 'utf8');
  return {
    pod: pod.metadata.name,
    firebreak,
    webhookToken,
    async crashLoop(name, severity) {
      const { labels, annotations } = crashLoopAlert(name);
      const alert = {
        status: 'firing',
        startsAt: new Date().toISOString(),
        labels: { ...labels, severity },
        annotations,
      };
      const { status } = await fetch(`${firebreak.url}/webhook/alertmanager`, {
        method: 'POST',
        headers: { authorization: `Bearer ${webhookToken}`, 'content-type': 'application/json' },
        body: JSON.stringify({ version: '4', groupKey: '{}', alerts: [alert] }),
      });
      return status;
    },
    stop: () => firebreak.stop(),
  };
}

/** `kubectl exec … -- /nodejs/bin/node ARGS`, with the pod's environment and paths. */
function execScript(environment: Readonly<Record<string, string>>, local: (text: string) => string): string {
  const exports = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`);
  return [
    ...exports,
    'while [ "$1" != -- ]; do shift; done; shift',
    '[ "$1" = /nodejs/bin/node ] || { echo "exec: $1: not found" >&2; exit 127; }; shift',
    'arguments=()',
    `for each in "$@"; do each="\${each//\\/app\\/dist\\/main.js/${builtCommand()}}"; each="\${each//\\/data\\//${local('/data')}/}"; arguments+=("$each"); done`,
    `exec '${process.execPath}' "\${arguments[@]}"`,
  ].join('\n');
}
