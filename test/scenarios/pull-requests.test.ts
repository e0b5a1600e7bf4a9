import { describe, expect, it, vi } from 'vitest';
import { field, textAt } from '../../src/domain/fields.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { expectOk } from '../parts/kube-request.ts';
import { podsOf } from '../parts/kube-pods.ts';
import { oomBelow300Mi, pullSecretExpired } from '../parts/kwok-stages.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import type { FirebreakProcess, IncidentDetail } from '../support/firebreak-process.ts';
import { onlyReaches, watchEndpoints } from './endpoint-watch.ts';
import { applyAtOnce } from './git-ops.ts';
import { type Application, useLastingFixBench } from './lasting-fix-bench.ts';
import { executorWrites } from './real-cluster.ts';

// Each wait inside has a limit of its own that says what it waited for.
vi.setConfig({ testTimeout: 240_000 });

const cardboard: Application = { app: 'cardboard', namespace: 'cardboard' };
const healedCardboard: Application = { app: 'cardboard', namespace: 'cardboard-argo', healsItself: true };
const untouchedCardboard: Application = { app: 'cardboard', namespace: 'cardboard-dry' };
const shop: Application = { app: 'shop', namespace: 'shop' };
const healedShop: Application = { app: 'shop', namespace: 'shop-argo', healsItself: true };
const hastyShop: Application = { app: 'shop', namespace: 'shop-hasty' };
const dnd: Application = { app: 'dnd', namespace: 'dnd' };

const component = 'app.kubernetes.io/component';

describe.skipIf(partMissing('control-plane', 'chart-tools'))('a lasting fix on a real cluster', () => {
  const bench = useLastingFixBench(
    [cardboard, healedCardboard, untouchedCardboard, shop, healedShop, hastyShop, dnd],
    [oomBelow300Mi, pullSecretExpired],
  );
  const file = (path: string) => bench.repository().files('main')[path] ?? '';
  const writesIn = async ({ namespace }: Application) =>
    (await executorWrites(bench.cluster())).filter((write) => write.includes(`/namespaces/${namespace}/`));

  describe('of a memory limit', () => {
    const crashes = async ({ namespace }: Application, firebreak: FirebreakProcess) => {
      const pod = await waitFor(
        async () =>
          (await podsIn(bench.cluster(), namespace, 'price-scraper')).find(({ restarts }) => restarts > 0),
        { what: 'the scraper to crash' },
      );
      const labels = { alertname: 'PodCrashLoopBackOff', severity: 'critical', namespace, pod: pod.name };
      await firebreak.notify([{ labels: { ...labels, container: 'scraper' } }]);
      return firebreak.incidentIn('awaiting-approval');
    };
    const scraperFile = ({ namespace }: Application) => `apps/${namespace}/scraper.yaml`;

    it('is one proposal with the quick change: that is verified, then its pull request opened', async () => {
      const firebreak = await bench.start();
      const proposed = await crashes(cardboard, firebreak);
      expect(actionsOf(proposed)).toEqual(['set-resources', 'open-pull-request']);
      expect(proposed.proposal?.notes?.join()).toContain('takes it back');
      const before = file(scraperFile(cardboard));

      await firebreak.approve(proposed);
      expect(await firebreak.incidentIn('closed', 200_000)).toMatchObject({ outcome: 'fixed' });
      expect(await limitOf(bench.cluster(), cardboard)).toBe('512Mi');
      expect(bench.repository().pulls).toMatchObject([
        { state: 'open', labels: ['firebreak'], reviewers: ['ann'], base: 'main' },
      ]);

      const { generation } = await deployment(bench.cluster(), cardboard, 'price-scraper');
      await bench.merge(cardboard);
      expect(file(scraperFile(cardboard))).toBe(before.replace('256Mi', '512Mi'));
      expect(await deployment(bench.cluster(), cardboard, 'price-scraper')).toMatchObject({ generation });
    });

    it('is the pull request alone where Argo CD would undo the change: nobody writes until it is merged', async () => {
      const firebreak = await bench.start();
      const proposed = await crashes(healedCardboard, firebreak);
      expect(actionsOf(proposed)).toEqual(['open-pull-request']);

      await firebreak.approve(proposed);
      await firebreak.incidentIn('following', 60_000);
      expect(await limitOf(bench.cluster(), healedCardboard)).toBe('256Mi');

      await bench.merge(healedCardboard);
      expect(await firebreak.incidentIn('closed', 200_000)).toMatchObject({
        outcome: 'fixed',
        verification: { status: 'passed' },
      });
      expect(await limitOf(bench.cluster(), healedCardboard)).toBe('512Mi');
      expect(await writesIn(healedCardboard)).toEqual([]);
    });

    it('in dry-run mode writes nothing, neither to the cluster nor to GitHub', async () => {
      const firebreak = await bench.start({ mode: 'dry-run' });
      await firebreak.approve(await crashes(untouchedCardboard, firebreak));
      expect(await firebreak.incidentIn('closed')).toMatchObject({
        outcome: 'dry-run',
        note: expect.stringContaining('gh pr create --repo acme/deployments') as string,
      });
      expect(bench.written()).toEqual([]);
      expect(await writesIn(untouchedCardboard)).toEqual([]);
    });
  });

  describe('of the selector trap', () => {
    const falls = async ({ namespace }: Application, firebreak: FirebreakProcess) => {
      await waitFor(
        async () =>
          (await podsOf(bench.cluster(), namespace, name)).filter(({ ready }) => ready).length === 3,
        { what: 'the pods of the shop' },
      );
      await firebreak.notify([
        { labels: { alertname: 'ServiceBadGateway502', severity: 'critical', namespace, service: 'web' } },
      ]);
      return firebreak.incidentIn('awaiting-approval');
    };
    const name = 'app.kubernetes.io/name=shop';
    const webFile = ({ namespace }: Application) => `apps/${namespace}/web.yaml`;

    /** Workload, template and Service have the label, each where a person would put it, and nothing else differs. */
    const mended = (text: string, wave = '') =>
      text
        .replace(
          '    app.kubernetes.io/name: shop # the application\n',
          `    app.kubernetes.io/name: shop # the application\n    ${component}: web\n`,
        )
        .replace(
          '      labels:\n        app.kubernetes.io/name: shop\n',
          `      labels:\n        app.kubernetes.io/name: shop\n        ${component}: web\n`,
        )
        .replace(
          '  selector:\n    app.kubernetes.io/name: shop\n',
          `  selector:\n    app.kubernetes.io/name: shop\n    ${component}: web\n`,
        )
        .replace(/(kind: Service\nmetadata:\n {2}name: web\n {2}namespace: .*\n)/u, `$1${wave}`);

    it('is mended label first, without a moment without endpoints, and lasts by one pull request', async () => {
      const watch = await watchEndpoints(bench.cluster(), 'shop', 'web', 'web-');
      const firebreak = await bench.start();
      const proposed = await falls(shop, firebreak);
      expect(actionsOf(proposed)).toEqual(['set-labels', 'patch-service-selector', 'open-pull-request']);
      const before = file(webFile(shop));

      await firebreak.approve(proposed);
      expect(await firebreak.incidentIn('closed', 200_000)).toMatchObject({ outcome: 'fixed' });
      await onlyReaches(watch, 'web-');
      await bench.merge(shop);
      await onlyReaches(watch, 'web-');

      expect(bench.repository().pulls).toHaveLength(1);
      expect(file(webFile(shop))).toBe(mended(before));
      expect(watch.versions()).toBeGreaterThan(3);
      expect(watch.fewest()).toBeGreaterThan(0);
      watch.stop();
    });

    it('is mended by one pull request alone where Argo CD heals itself, in waves that keep endpoints', async () => {
      const watch = await watchEndpoints(bench.cluster(), 'shop-argo', 'web', 'web-');
      const firebreak = await bench.start();
      const proposed = await falls(healedShop, firebreak);
      expect(actionsOf(proposed)).toEqual(['open-pull-request']);
      expect(selectorVerdict(proposed)).toMatchObject({ outcome: 'pass', reason: 'selector.safe' });
      const before = file(webFile(healedShop));

      await firebreak.approve(proposed);
      await firebreak.incidentIn('following', 60_000);
      const [pull] = bench.repository().pulls;
      expect(pull?.body).toContain('selector.captures-second-workload');
      expect(pull?.body).toContain('With this: nothing against it.');
      await bench.merge(healedShop);
      expect(await firebreak.incidentIn('closed', 200_000)).toMatchObject({ outcome: 'fixed' });
      await onlyReaches(watch, 'web-');

      const wave = '  annotations:\n    argocd.argoproj.io/sync-wave: "1"\n';
      expect(file(webFile(healedShop))).toBe(mended(before, wave));
      expect(await writesIn(healedShop)).toEqual([]);
      expect(watch.versions()).toBeGreaterThan(3);
      expect(watch.fewest()).toBeGreaterThan(0);
      watch.stop();
    });

    it('would leave no endpoint if it were applied at once: that is what the order is for', async () => {
      const { namespace } = hastyShop;
      const watch = await watchEndpoints(bench.cluster(), namespace, 'web', 'web-');
      await waitFor(() => watch.ready().length === 3, { what: 'the endpoints of the shop' });
      const path = webFile(hastyShop);
      const tree = { ...bench.repository().files('main'), [path]: mended(file(path)) };
      await applyAtOnce(bench.cluster(), tree, `apps/${namespace}`);
      await onlyReaches(watch, 'web-');
      expect(watch.fewest()).toBe(0);
      watch.stop();
    });
  });

  it('ends dnd-backend, which cannot pull its image: the token is renewed now, and in time from then on', async () => {
    const cluster = bench.cluster();
    const cronJob = '/apis/batch/v1/namespaces/dnd/cronjobs/ecr-login';
    const days = 44 * 3_600_000;
    await expectOk(
      cluster.request('PATCH', `${cronJob}/status`, {
        body: { status: { lastSuccessfulTime: new Date(Date.now() - days).toISOString() } },
        contentType: 'application/merge-patch+json',
      }),
      'patch the status',
    );
    const pod = await waitFor(
      async () =>
        (await podsOf(cluster, 'dnd', 'app=dnd-backend')).find(({ containers }) =>
          containers.some(({ state }) => textAt(state, 'waiting', 'reason') === 'ImagePullBackOff'),
        ),
      { what: 'dnd-backend to wait for its image' },
    );
    const firebreak = await bench.start();
    const labels = { alertname: 'KubePodCrashLooping', severity: 'critical', namespace: 'dnd' };
    await firebreak.notify([{ labels: { ...labels, pod: pod.name, container: 'dnd-backend' } }]);
    const proposed = await firebreak.incidentIn('awaiting-approval');
    expect(actionsOf(proposed)).toEqual(['run-cronjob', 'open-pull-request']);

    await firebreak.approve(proposed);
    await renewedTokens(cluster);
    expect(await firebreak.incidentIn('closed', 200_000)).toMatchObject({ outcome: 'fixed' });
    expect(bench.repository().pulls).toMatchObject([{ title: 'CronJob dnd/ecr-login: set schedule' }]);
    await bench.merge(dnd);
    const { json } = await cluster.request('GET', cronJob);
    expect(field(json, 'spec', 'schedule')).toBe('0 */5 * * *');
    expect(file('apps/dnd/ecr-login.yaml')).toContain('# on Mondays, before anybody deploys');
  });
});

const actionsOf = ({ proposal }: IncidentDetail) => proposal?.actions.map(({ action }) => action);
const selectorVerdict = ({ proposal }: IncidentDetail) =>
  proposal?.verdicts.find(({ layer }) => layer === 'selector');

async function deployment(
  cluster: ControlPlane,
  { namespace }: Application,
  name: string,
): Promise<{ readonly generation: unknown; readonly object: unknown }> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  const object = await expectOk(cluster.request('GET', path), path);
  return { generation: field(object, 'metadata', 'generation'), object };
}

async function limitOf(cluster: ControlPlane, application: Application): Promise<unknown> {
  const { object } = await deployment(cluster, application, 'price-scraper');
  return field(object, 'spec', 'template', 'spec', 'containers', 0, 'resources', 'limits', 'memory');
}

function podsIn(cluster: ControlPlane, namespace: string, name: string) {
  return podsOf(cluster, namespace, `app.kubernetes.io/name=${name}`);
}

/** No node here runs containers: once the Job has completed, what its container is for is done for it. */
async function renewedTokens(cluster: ControlPlane): Promise<void> {
  const jobs = '/apis/batch/v1/namespaces/dnd/jobs';
  await waitFor(
    async () => {
      const { json } = await cluster.request('GET', jobs);
      return JSON.stringify(json).includes('"type":"Complete"');
    },
    { what: 'the run of ecr-login', timeoutMs: 60_000 },
  );
  for (const { name } of await podsOf(cluster, 'dnd', 'app=dnd-backend')) {
    await expectOk(
      cluster.request('PATCH', `/api/v1/namespaces/dnd/pods/${name}`, {
        body: { metadata: { annotations: { 'registry-token': 'renewed' } } },
        contentType: 'application/merge-patch+json',
      }),
      'let the pod pull',
    );
  }
}
