import { describe, expect, it } from 'vitest';
import { field, listAt, textAt } from '../../src/domain/fields.ts';
import { type KubernetesObject, refOf } from '../../src/domain/objects.ts';
import { waitFor } from '../parts/wait.ts';
import type { Bench } from './bench.ts';
import { backup, host, MEMORY, moving, patch, plain, privilegedPod, remove, web } from './requests.ts';

/** What guardrails and verification rely on: admission, and what controllers make of a write. */
export function controllersContract(bench: Bench): void {
  describe('Pod Security', () => {
    it('refuses a Pod in a dry run, in words that name each check', async () => {
      await expect(bench.planner.dryRun.dryRun(privilegedPod('strict'))).rejects.toMatchObject({
        message:
          'pods "probe" is forbidden: violates PodSecurity "restricted:latest": ' +
          'privileged (container "app" must not set securityContext.privileged=true), ' +
          'allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false), ' +
          'unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"]), ' +
          'runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true), ' +
          'seccompProfile (pod or container "app" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
      });
      expect((await bench.planner.dryRun.dryRun(privilegedPod('plain'))).object?.kind).toBe('Pod');
    });

    it('lets a Deployment through with a warning, and then its pods are missing', async () => {
      const blocked = { ...web, namespace: 'strict', name: 'blocked' };
      const image = '/spec/template/spec/containers/0/image';
      const request = patch(blocked, { op: 'replace', path: image, value: 'registry.example/blocked:2' });
      const { warnings } = await bench.planner.dryRun.dryRun(request);
      expect(warnings).toEqual([
        expect.stringMatching(/^would violate PodSecurity "restricted:latest": privileged \(/u),
      ]);
      const event = await waitFor(
        async () => {
          const fieldSelector = 'involvedObject.kind=ReplicaSet,reason=FailedCreate';
          const query = { apiVersion: 'v1', kind: 'Event', namespace: 'strict', fieldSelector };
          return (await bench.planner.reader.list(query)).items[0];
        },
        { what: 'the FailedCreate event' },
      );
      expect(event['message']).toMatch(
        /^Error creating: pods "blocked-\S+" is forbidden: violates PodSecurity "restricted:latest": privileged/u,
      );
    });

    it('only warns when a namespace gets a level that its pods do not fit', async () => {
      const enforce = '/metadata/labels/pod-security.kubernetes.io~1enforce';
      const request = patch(plain, { op: 'add', path: enforce, value: 'restricted' });
      const { warnings, object } = await bench.planner.dryRun.dryRun(request);
      expect(object?.metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe('restricted');
      expect(warnings).toEqual([
        'existing pods in namespace "plain" violate the new PodSecurity enforce level "restricted:latest"',
        expect.stringMatching(
          /^host-\S+ \(and 1 other pod\): host namespaces, allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile$/u,
        ),
      ]);
      const strict = patch(plain, { op: 'add', path: enforce, value: 'strict' });
      await expect(bench.planner.dryRun.dryRun(strict)).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringContaining('must be one of privileged, baseline, restricted'),
      });
    });

    it('does not recreate what the new level forbids', async () => {
      const enforce = '/metadata/labels/pod-security.kubernetes.io~1enforce';
      await bench.executor.writer.write(patch(plain, { op: 'add', path: enforce, value: 'baseline' }));
      const [pod] = await bench.podsOf('plain', 'app=host');
      await bench.admin.writer.write(remove({ ...refOf(pod as KubernetesObject) }, pod?.metadata.uid ?? ''));
      const short = await waitFor(
        async () => {
          const deployment = await bench.got(host);
          return field(deployment, 'status', 'readyReplicas') === 1 && deployment;
        },
        { what: 'the missing replica' },
      );
      expect(field(short, 'status', 'unavailableReplicas')).toBe(1);
    });
  });

  describe('rolling out', () => {
    it('replaces the pods of a patched template and observes the generation', async () => {
      const before = (await bench.podsOf('shop', 'app=web')).map(({ metadata }) => metadata.name);
      const request = patch(web, { op: 'replace', path: MEMORY, value: '512Mi' });
      const { object } = await bench.executor.writer.write(request);
      expect(object?.metadata.generation).toBe(2);
      const done = await waitFor(
        async () => {
          const deployment = await bench.got(web);
          const status = field(deployment, 'status');
          const settled =
            field(status, 'observedGeneration') === 2 &&
            field(status, 'updatedReplicas') === 2 &&
            field(status, 'readyReplicas') === 2 &&
            field(status, 'replicas') === 2;
          return settled && deployment;
        },
        { what: 'the roll-out' },
      );
      expect(done.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2');
      const after = await bench.readyPods('shop', 'app=web', 2);
      expect(after.map(({ metadata }) => metadata.name)).not.toContain(before[0]);
      const { items } = await bench.admin.reader.list({
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        namespace: 'shop',
      });
      const revisions = items.map(
        ({ metadata }) => metadata.annotations?.['deployment.kubernetes.io/revision'],
      );
      expect(new Set(revisions)).toEqual(new Set(['1', '2']));
      expect(items[0]?.metadata.ownerReferences).toMatchObject([
        { kind: 'Deployment', name: 'web', controller: true },
      ]);
    });

    it('lets endpoints follow a selector', async () => {
      const names = (await bench.readyPods('shop', 'app=web', 2)).map(({ metadata }) => metadata.name).sort();
      await waitFor(async () => (await bench.endpointNames('moving')).join() === names.join(), {
        what: 'the endpoints of web',
      });
      const request = patch(moving, { op: 'replace', path: '/spec/selector/app', value: 'db' });
      await bench.executor.writer.write(request);
      await waitFor(async () => (await bench.endpointNames('moving')).join() === 'db-0', {
        what: 'the endpoint of db',
      });
    });
  });

  describe('deleting', () => {
    it('holds to the uid, takes a Job with its pods, and a dry run deletes nothing', async () => {
      await waitFor(
        async () =>
          listAt(await bench.got(backup), 'status', 'conditions').some(
            (one) => textAt(one, 'type') === 'Complete',
          ),
        { what: 'the end of the Job' },
      );
      const uid = (await bench.got(backup)).metadata.uid ?? '';
      const wrong = bench.planner.dryRun.dryRun(remove(backup, 'other'));
      await expect(wrong).rejects.toMatchObject({ code: 'conflict', status: 409 });
      const { auditId } = await bench.planner.dryRun.dryRun(remove(backup, uid));
      expect(auditId).toMatch(/^[0-9a-f-]{36}$/u);
      expect((await bench.got(backup)).metadata.uid).toBe(uid);
      expect(await bench.podsOf('shop', 'app=backup')).toHaveLength(1);
      await bench.executor.writer.write(remove(backup, uid));
      await waitFor(async () => (await bench.admin.reader.get(backup)) === undefined, {
        what: 'the Job to go',
      });
      await waitFor(async () => (await bench.podsOf('shop', 'app=backup')).length === 0, {
        what: 'the pods of the Job to go',
      });
      const again = bench.planner.dryRun.dryRun(remove(backup, uid));
      await expect(again).rejects.toMatchObject({ code: 'not-found', status: 404 });
    });
  });
}
