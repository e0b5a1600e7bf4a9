import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { textAt } from '../../src/domain/fields.ts';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { podsOf } from '../parts/kube-pods.ts';
import { oomBelow300Mi } from '../parts/kwok-stages.ts';
import type { FirebreakProcess } from '../support/firebreak-process.ts';
import { hold } from '../support/hold.ts';
import { waitFor } from '../parts/wait.ts';

function manifest(path: string): string {
  return readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
}

/** A real control plane that holds our two identities, and the application of the manifests running in it. */
export async function startCardboardCluster(
  stages: readonly string[] = [oomBelow300Mi],
): Promise<ControlPlane> {
  const cluster = await startControlPlane({ stages });
  await hold(cluster);
  await cluster.apply(manifest('manifests/cardboard.yaml'));
  await waitFor(
    async () => (await podsOf(cluster, 'cardboard', 'app.kubernetes.io/component=web')).length === 2,
    {
      what: 'the web pods',
    },
  );
  return cluster;
}

/** Waits until the scraper has been killed for its memory and backs off. */
export async function scraperCrashes(cluster: ControlPlane): Promise<string> {
  const pod = await waitFor(
    async () =>
      (await podsOf(cluster, 'cardboard', 'app.kubernetes.io/name=price-scraper')).find(
        (each) => each.restarts > 0,
      ),
    { what: 'the scraper to crash' },
  );
  return pod.name;
}

/** The memory limit that the API server holds for the scraper. */
export async function scraperLimit(cluster: ControlPlane): Promise<string> {
  const { json } = await cluster.request(
    'GET',
    '/apis/apps/v1/namespaces/cardboard/deployments/price-scraper',
  );
  return textAt(json, 'spec', 'template', 'spec', 'containers', 0, 'resources', 'limits', 'memory') ?? 'none';
}

/** Puts the scraper back to how the manifest has it. */
export async function resetScraper(cluster: ControlPlane): Promise<void> {
  await cluster.request('DELETE', '/apis/apps/v1/namespaces/cardboard/deployments/price-scraper');
  await waitFor(
    async () => (await podsOf(cluster, 'cardboard', 'app.kubernetes.io/name=price-scraper')).length === 0,
    {
      what: 'the old scraper to go',
    },
  );
  await cluster.apply(manifest('manifests/cardboard.yaml'));
}

/** Writes by our executor that were not dry-runs, as the API server's audit log has them. */
export async function executorWrites(cluster: ControlPlane): Promise<readonly string[]> {
  const events = await cluster.auditEvents();
  return events
    .filter((event) => event.user.username.startsWith('firebreak-'))
    .filter(
      (event) => !['get', 'list', 'watch'].includes(event.verb) && !event.requestURI.includes('dryRun=All'),
    )
    .filter((event) => !isDryRunDelete(event))
    .filter((event) => !event.requestURI.includes('selfsubject'))
    .map((event) => `${event.verb} ${event.requestURI.replace(/\?.*$/u, '')}`);
}

/** What our two identities asked for and the API server forbade; they have the least rights, so anything here is one too few. */
export async function forbidden(cluster: ControlPlane): Promise<readonly string[]> {
  const events = await cluster.auditEvents();
  return events
    .filter(
      ({ user, responseStatus }) => user.username.startsWith('firebreak-') && responseStatus?.code === 403,
    )
    .filter((event) => !isDoctorsQuestion(event))
    .map(({ user, verb, requestURI }) => `${user.username} ${verb} ${requestURI}`);
}

/** Doctor asks for what no action makes, to hear that a policy refuses it: a patch of tests alone. */
function isDoctorsQuestion(event: { readonly requestObject?: unknown }): boolean {
  const { requestObject: patch } = event;
  return (
    Array.isArray(patch) && patch.every((operation: { readonly op?: unknown }) => operation.op === 'test')
  );
}

function isDryRunDelete(event: { readonly requestObject?: unknown }): boolean {
  const body = event.requestObject as { dryRun?: readonly string[] } | undefined;
  return body?.dryRun?.includes('All') === true;
}

export const crashLoopAlert = (pod: string) => ({
  labels: {
    alertname: 'PodCrashLoopBackOff',
    severity: 'critical',
    namespace: 'cardboard',
    pod,
    container: 'scraper',
  },
  annotations: { summary: `${pod} is crash looping` },
});

/** Waits for the crash loop and tells of it. */
export async function postCrashLoop(cluster: ControlPlane, firebreak: FirebreakProcess): Promise<void> {
  await firebreak.notify([crashLoopAlert(await scraperCrashes(cluster))]);
}
