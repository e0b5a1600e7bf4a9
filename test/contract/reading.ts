import { describe, expect, it } from 'vitest';
import { type KubernetesObject, refOf } from '../../src/domain/objects.ts';
import { waitFor } from '../parts/wait.ts';
import type { Bench } from './bench.ts';
import { LOG_LINES } from './clusters.ts';
import { backup, patch, privilegedPod, remove, service, web } from './requests.ts';

/** What evidence relies on when it looks. */
export function readingContract(bench: Bench): void {
  describe('reading', () => {
    it('gives a whole object, and undefined for a name that is not there', async () => {
      expect(await bench.planner.reader.get(web)).toMatchObject({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', namespace: 'shop', generation: 1, uid: expect.any(String) },
        spec: { revisionHistoryLimit: 10 },
      });
      expect(await bench.planner.reader.get({ ...web, name: 'nope' })).toBeUndefined();
      expect(await bench.planner.reader.get({ ...web, namespace: 'nope' })).toBeUndefined();
    });

    it('says that a kind is not served', async () => {
      for (const apiVersion of ['apps/v1', 'nope.example/v1']) {
        await expect(bench.planner.reader.get({ ...web, apiVersion, kind: 'Nope' })).rejects.toMatchObject({
          code: 'not-found',
          reason: 'KindNotServed',
        });
      }
    });

    it.each([
      ['app=web', 2],
      ['app==db', 1],
      ['app!=web,app!=backup', 1],
      ['app in (web,db)', 3],
      ['app notin (web),app,app!=backup', 1],
      ['tier', 2],
      ['!tier,app=db', 1],
      ['app=nope', 0],
    ])('selects pods by the labels %j', async (labelSelector, count) => {
      const query = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', labelSelector };
      expect((await bench.planner.reader.list(query)).items).toHaveLength(count);
    });

    it('selects by fields, and names kind and version of each item', async () => {
      const [pod] = await bench.podsOf('shop', 'app=db');
      const fieldSelector = `metadata.name=${pod?.metadata.name},status.phase=Running`;
      const { items } = await bench.planner.reader.list({ apiVersion: 'v1', kind: 'Pod', fieldSelector });
      expect(items).toMatchObject([{ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'shop' } }]);
    });

    it('finds the events about an object', async () => {
      const { items } = await bench.planner.reader.list({
        apiVersion: 'v1',
        kind: 'Event',
        namespace: 'shop',
        fieldSelector: 'involvedObject.kind=Pod,reason=Scheduled',
      });
      expect(items.length).toBeGreaterThanOrEqual(3);
      expect(items[0]).toMatchObject({ involvedObject: { kind: 'Pod', uid: expect.any(String) } });
    });

    it('stops at the limit and says that there is more', async () => {
      const query = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', labelSelector: 'app=web' };
      const limited = await bench.planner.reader.list({ ...query, limit: 1 });
      expect([limited.items.length, limited.truncated]).toEqual([1, true]);
      const whole = await bench.planner.reader.list({ ...query, limit: 2 });
      expect([whole.items.length, whole.truncated]).toEqual([2, false]);
    });

    it.each([{ labelSelector: 'app in (' }, { fieldSelector: 'spec.nope=1' }])(
      'calls the selector %j invalid',
      async (selector) => {
        const query = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', ...selector };
        await expect(bench.planner.reader.list(query)).rejects.toMatchObject({
          code: 'invalid',
          status: 400,
        });
      },
    );

    it('reads the end of a log', async () => {
      const [pod] = await bench.podsOf('shop', 'app=web');
      const query = {
        namespace: 'shop',
        pod: pod?.metadata.name ?? '',
        container: 'app',
        previous: false,
        tailLines: 2,
        limitBytes: 1_000,
      };
      expect(await bench.planner.reader.logs(query)).toBe(`${LOG_LINES.slice(-2).join('\n')}\n`);
      await expect(bench.planner.reader.logs({ ...query, container: 'nope' })).rejects.toMatchObject({
        code: 'invalid',
        status: 400,
      });
      await expect(bench.planner.reader.logs({ ...query, pod: 'nope' })).rejects.toMatchObject({
        code: 'not-found',
      });
    });
  });

  describe('identities', () => {
    it('turns an unknown token away', async () => {
      await expect(bench.withToken('nope').reader.get(web)).rejects.toMatchObject({
        code: 'unauthorized',
        status: 401,
      });
    });

    it('tells RBAC from admission', async () => {
      const object: KubernetesObject = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'x', namespace: 'shop' },
      };
      const byRbac = bench.planner.dryRun.dryRun({ verb: 'create', target: refOf(object), object });
      await expect(byRbac).rejects.toMatchObject({ code: 'forbidden', status: 403 });
      const byAdmission = bench.planner.dryRun.dryRun(privilegedPod('strict'));
      await expect(byAdmission).rejects.toMatchObject({ code: 'rejected', status: 403 });
    });

    it('holds the planner to dry runs by an admission policy', async () => {
      const label = '/metadata/labels';
      const request = patch(service, { op: 'add', path: label, value: { by: 'planner' } });
      // A policy needs a moment until it is in force.
      const refused = await waitFor(
        () =>
          bench.planner.writer.write(request).then(
            () => undefined,
            (error: unknown) => error,
          ),
        { what: 'the refusal' },
      );
      expect(refused).toMatchObject({ code: 'rejected', status: 422, reason: 'Invalid' });
      expect(refused).toMatchObject({ message: expect.stringContaining('the planner may only dry-run') });
      expect((await bench.planner.dryRun.dryRun(request)).object?.metadata.labels).toEqual({ by: 'planner' });
      const uid = (await bench.got(backup)).metadata.uid ?? '';
      await expect(bench.planner.writer.write(remove(backup, uid))).rejects.toMatchObject({
        code: 'rejected',
      });
    });

    it('keeps off Secrets, whoever asks', async () => {
      const target = { apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'hidden' };
      const forbidden = { code: 'forbidden' };
      await expect(bench.admin.reader.get(target)).rejects.toMatchObject(forbidden);
      await expect(bench.admin.reader.list(target)).rejects.toMatchObject(forbidden);
      const label = patch(target, { op: 'add', path: '/metadata/labels', value: {} });
      await expect(bench.admin.dryRun.dryRun(label)).rejects.toMatchObject(forbidden);
    });
  });
}
