import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KubernetesCluster } from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { field, listAt, textAt } from '../../src/domain/fields.ts';
import { type KubernetesObject, type ObjectRef, refOf } from '../../src/domain/objects.ts';
import type { ApiRequest, JsonPatchOperation } from '../../src/domain/request.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import { type ContractCluster, LOG_LINES, startPractice, startReal } from './clusters.ts';
import { FIXTURE } from './fixture.ts';

const web: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'web' };
const service: ObjectRef = { apiVersion: 'v1', kind: 'Service', namespace: 'shop', name: 'web' };
const moving: ObjectRef = { ...service, name: 'moving' };
const backup: ObjectRef = { apiVersion: 'batch/v1', kind: 'Job', namespace: 'shop', name: 'backup' };
const plain: ObjectRef = { apiVersion: 'v1', kind: 'Namespace', name: 'plain' };
const host: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'plain', name: 'host' };

const MEMORY = '/spec/template/spec/containers/0/resources/limits/memory';

function patch(target: ObjectRef, ...operations: readonly JsonPatchOperation[]): ApiRequest {
  return { verb: 'patch', target, patch: operations };
}

function remove(target: ObjectRef, uid: string): ApiRequest {
  return { verb: 'delete', target, options: { preconditions: { uid }, propagationPolicy: 'Background' } };
}

function privilegedPod(namespace: string): ApiRequest {
  const object: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'probe', namespace },
    spec: {
      containers: [{ name: 'app', image: 'registry.example/x:1', securityContext: { privileged: true } }],
    },
  };
  return { verb: 'create', target: refOf(object), object };
}

describe.each([
  { name: 'the practice cluster', start: startPractice, skip: false },
  { name: 'a real API server', start: startReal, skip: partMissing('control-plane') },
])('$name', ({ start, skip }) => {
  describe.skipIf(skip)('keeps the contract:', () => {
    let contract: ContractCluster;
    let admin: KubernetesCluster;
    let planner: KubernetesCluster;

    const got = async (ref: ObjectRef): Promise<KubernetesObject> => {
      const object = await admin.reader.get(ref);
      if (object === undefined) throw new Error(`no ${ref.kind} ${ref.name}`);
      return object;
    };
    const podsOf = async (namespace: string, labelSelector: string): Promise<readonly KubernetesObject[]> =>
      (await admin.reader.list({ apiVersion: 'v1', kind: 'Pod', namespace, labelSelector })).items.filter(
        ({ metadata }) => metadata.deletionTimestamp === undefined,
      );
    const isReady = (pod: KubernetesObject): boolean =>
      listAt(pod, 'status', 'conditions').some(
        (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
      );
    const readyPods = (namespace: string, labelSelector: string, count: number) =>
      waitFor(
        async () => {
          const pods = await podsOf(namespace, labelSelector);
          return pods.length === count && pods.every(isReady) && pods;
        },
        { what: `${count} ready pods of ${labelSelector}` },
      );
    const endpointNames = async (name: string): Promise<readonly string[]> => {
      const { items } = await admin.reader.list({
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        namespace: 'shop',
        labelSelector: `kubernetes.io/service-name=${name}`,
      });
      return items
        .flatMap((slice) => listAt(slice, 'endpoints'))
        .filter((endpoint) => field(endpoint, 'conditions', 'ready') === true)
        .map((endpoint) => textAt(endpoint, 'targetRef', 'name') ?? '')
        .sort();
    };

    beforeAll(async () => {
      contract = await start(FIXTURE);
      admin = contract.as('admin');
      planner = contract.as('firebreak-planner');
      await readyPods('shop', 'app=web', 2);
      await readyPods('shop', 'app=db', 1);
      await readyPods('plain', 'app=host', 2);
    });
    afterAll(() => contract?.stop());

    describe('reading', () => {
      it('gives a whole object, and undefined for a name that is not there', async () => {
        expect(await planner.reader.get(web)).toMatchObject({
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web', namespace: 'shop', generation: 1, uid: expect.any(String) },
          spec: { revisionHistoryLimit: 10 },
        });
        expect(await planner.reader.get({ ...web, name: 'nope' })).toBeUndefined();
        expect(await planner.reader.get({ ...web, namespace: 'nope' })).toBeUndefined();
      });

      it('says that a kind is not served', async () => {
        for (const apiVersion of ['apps/v1', 'nope.example/v1']) {
          await expect(planner.reader.get({ ...web, apiVersion, kind: 'Nope' })).rejects.toMatchObject({
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
        expect((await planner.reader.list(query)).items).toHaveLength(count);
      });

      it('selects by fields, and names kind and version of each item', async () => {
        const [pod] = await podsOf('shop', 'app=db');
        const fieldSelector = `metadata.name=${pod?.metadata.name},status.phase=Running`;
        const { items } = await planner.reader.list({ apiVersion: 'v1', kind: 'Pod', fieldSelector });
        expect(items).toMatchObject([{ apiVersion: 'v1', kind: 'Pod', metadata: { namespace: 'shop' } }]);
      });

      it('finds the events about an object', async () => {
        const { items } = await planner.reader.list({
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
        const limited = await planner.reader.list({ ...query, limit: 1 });
        expect([limited.items.length, limited.truncated]).toEqual([1, true]);
        const whole = await planner.reader.list({ ...query, limit: 2 });
        expect([whole.items.length, whole.truncated]).toEqual([2, false]);
      });

      it.each([{ labelSelector: 'app in (' }, { fieldSelector: 'spec.nope=1' }])(
        'calls the selector %j invalid',
        async (selector) => {
          const query = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', ...selector };
          await expect(planner.reader.list(query)).rejects.toMatchObject({ code: 'invalid', status: 400 });
        },
      );

      it('reads the end of a log', async () => {
        const [pod] = await podsOf('shop', 'app=web');
        const query = {
          namespace: 'shop',
          pod: pod?.metadata.name ?? '',
          container: 'app',
          previous: false,
          tailLines: 2,
          limitBytes: 1_000,
        };
        expect(await planner.reader.logs(query)).toBe(`${LOG_LINES.slice(-2).join('\n')}\n`);
        await expect(planner.reader.logs({ ...query, container: 'nope' })).rejects.toMatchObject({
          code: 'invalid',
          status: 400,
        });
        await expect(planner.reader.logs({ ...query, pod: 'nope' })).rejects.toMatchObject({
          code: 'not-found',
        });
      });
    });

    describe('identities', () => {
      it('turns an unknown token away', async () => {
        await expect(contract.withToken('nope').reader.get(web)).rejects.toMatchObject({
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
        const byRbac = planner.dryRun.dryRun({ verb: 'create', target: refOf(object), object });
        await expect(byRbac).rejects.toMatchObject({ code: 'forbidden', status: 403 });
        const byAdmission = planner.dryRun.dryRun(privilegedPod('strict'));
        await expect(byAdmission).rejects.toMatchObject({ code: 'rejected', status: 403 });
      });

      it('holds the planner to dry runs by an admission policy', async () => {
        const label = '/metadata/labels';
        const request = patch(service, { op: 'add', path: label, value: { by: 'planner' } });
        // A policy needs a moment until it is in force.
        const refused = await waitFor(
          () =>
            planner.writer.write(request).then(
              () => undefined,
              (error: unknown) => error,
            ),
          { what: 'the refusal' },
        );
        expect(refused).toMatchObject({ code: 'rejected', status: 422, reason: 'Invalid' });
        expect(refused).toMatchObject({ message: expect.stringContaining('the planner may only dry-run') });
        expect((await planner.dryRun.dryRun(request)).object?.metadata.labels).toEqual({ by: 'planner' });
        const uid = (await got(backup)).metadata.uid ?? '';
        await expect(planner.writer.write(remove(backup, uid))).rejects.toMatchObject({ code: 'rejected' });
      });

      it('never asks for a Secret', async () => {
        const secret = { apiVersion: 'v1', kind: 'Secret', namespace: 'shop', name: 'hidden' };
        await expect(admin.reader.get(secret)).rejects.toMatchObject({ code: 'forbidden' });
        await expect(admin.reader.list({ apiVersion: 'v1', kind: 'Secret' })).rejects.toMatchObject({
          code: 'forbidden',
        });
      });
    });

    describe('JSON Patch', () => {
      it('applies where its tests hold, and a dry run writes nothing', async () => {
        const before = await got(web);
        const request = patch(
          web,
          { op: 'test', path: '/metadata/uid', value: before.metadata.uid ?? '' },
          { op: 'test', path: '/spec/template/spec/containers/0/name', value: 'app' },
          { op: 'test', path: MEMORY, value: '256Mi' },
          { op: 'replace', path: MEMORY, value: '512Mi' },
        );
        const { object, auditId, warnings } = await planner.dryRun.dryRun(request);
        const container = { resources: { limits: { memory: '512Mi' } } };
        expect(object).toMatchObject({
          metadata: { uid: before.metadata.uid, generation: 2 },
          spec: { template: { spec: { containers: [container] } } },
        });
        expect(auditId).toMatch(/^[0-9a-f-]{36}$/u);
        expect(warnings).toEqual([]);
        expect((await got(web)).metadata).toMatchObject({ generation: 1 });
        expect(await got(web)).toMatchObject({ spec: before['spec'] as object });
      });

      it.each<[string, JsonPatchOperation[]]>([
        ['a test on another uid', [{ op: 'test', path: '/metadata/uid', value: 'other' }]],
        ['a test on another value', [{ op: 'test', path: MEMORY, value: '1Gi' }]],
        ['a test for null below a missing parent', [{ op: 'test', path: '/spec/nope/x', value: null }]],
        ['a removal of what is not there', [{ op: 'remove', path: '/metadata/labels/nope' }]],
        [
          'an index past the end',
          [{ op: 'replace', path: '/spec/template/spec/containers/7/image', value: 'x' }],
        ],
      ])('refuses %s, without saying which operation failed', async (_, operations) => {
        await expect(planner.dryRun.dryRun(patch(web, ...operations))).rejects.toMatchObject({
          code: 'invalid',
          status: 422,
          reason: 'Invalid',
          message: 'the server rejected our request due to an error in our request',
        });
      });

      it('takes a test for null as "absent", and a replace of an absent key as an add', async () => {
        const request = patch(
          web,
          { op: 'test', path: '/metadata/labels/new', value: null },
          { op: 'replace', path: '/metadata/labels/new', value: 'x' },
        );
        const { object } = await planner.dryRun.dryRun(request);
        expect(object?.metadata.labels).toEqual({ app: 'web', new: 'x' });
      });

      it('does not add below a missing map: the map has to come first', async () => {
        const add = { op: 'add', path: '/metadata/annotations/firebreak.dev~1action', value: 'x' } as const;
        await expect(planner.dryRun.dryRun(patch(service, add))).rejects.toMatchObject({ code: 'invalid' });
        const create = { op: 'add', path: '/metadata/annotations', value: {} } as const;
        const { object } = await planner.dryRun.dryRun(patch(service, create, add));
        expect(object?.metadata.annotations).toMatchObject({ 'firebreak.dev/action': 'x' });
      });

      it('refuses fields that the kind does not have, without quoting the object', async () => {
        const add = { op: 'add', path: '/spec/template/spec/containers/0/resource', value: {} } as const;
        await expect(planner.dryRun.dryRun(patch(web, add))).rejects.toMatchObject({
          code: 'invalid',
          status: 422,
          message: expect.stringMatching(
            /^.{0,80}strict decoding error: unknown field "spec\.template\.spec\.containers\[0\]\.resource"$/u,
          ),
        });
      });

      it.each<[string, JsonPatchOperation[], RegExp]>([
        [
          'requests above the limit',
          [
            {
              op: 'add',
              path: '/spec/template/spec/containers/0/resources/requests',
              value: { memory: '1Gi' },
            },
          ],
          /must be less than or equal to memory limit of 256Mi/u,
        ],
        [
          'a changed selector',
          [
            { op: 'add', path: '/spec/selector/matchLabels/x', value: 'y' },
            { op: 'add', path: '/spec/template/metadata/labels/x', value: 'y' },
          ],
          /spec\.selector: .*field is immutable/u,
        ],
        [
          'template labels that the selector does not match',
          [{ op: 'replace', path: '/spec/template/metadata/labels/app', value: 'other' }],
          /`selector` does not match template `labels`/u,
        ],
        ['a label that is none', [{ op: 'add', path: '/metadata/labels/x', value: 'a b' }], /a valid label/u],
        [
          'another uid',
          [{ op: 'replace', path: '/metadata/uid', value: 'other' }],
          /metadata\.uid: .*immutable/u,
        ],
        [
          'a quantity that is none',
          [{ op: 'replace', path: MEMORY, value: 'lots' }],
          /quantities must match/u,
        ],
      ])('calls %s invalid', async (_, operations, message) => {
        await expect(planner.dryRun.dryRun(patch(web, ...operations))).rejects.toMatchObject({
          code: 'invalid',
          status: 422,
          message: expect.stringMatching(message),
        });
      });

      it('is a conflict on another resource version', async () => {
        const request = patch(web, { op: 'replace', path: '/metadata/resourceVersion', value: '1' });
        await expect(planner.dryRun.dryRun(request)).rejects.toMatchObject({ code: 'conflict', status: 409 });
      });

      it('is not-found on a name that is not there', async () => {
        const request = patch({ ...web, name: 'nope' }, { op: 'test', path: '/metadata/uid', value: 'x' });
        await expect(planner.dryRun.dryRun(request)).rejects.toMatchObject({ code: 'not-found' });
      });

      it('leaves the resource version alone where it changes nothing', async () => {
        const before = await got(service);
        const request = patch(service, { op: 'replace', path: '/spec/selector/app', value: 'web' });
        const { object } = await contract.as('firebreak-executor').writer.write(request);
        expect(object?.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
      });
    });

    describe('creating', () => {
      it('refuses unknown fields, existing names and missing namespaces', async () => {
        const object: KubernetesObject = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'made', namespace: 'shop' },
          data: { a: 'b' },
        };
        const target = refOf(object);
        const unknown = admin.dryRun.dryRun({ verb: 'create', target, object: { ...object, dat: {} } });
        await expect(unknown).rejects.toMatchObject({ code: 'invalid', status: 400 });
        expect((await admin.dryRun.dryRun({ verb: 'create', target, object })).object).toMatchObject(object);
        expect(await admin.reader.get(target)).toBeUndefined();
        await admin.writer.write({ verb: 'create', target, object });
        await expect(admin.writer.write({ verb: 'create', target, object })).rejects.toMatchObject({
          code: 'already-exists',
          status: 409,
        });
        const elsewhere = { ...object, metadata: { name: 'made', namespace: 'nope' } };
        const lost = admin.writer.write({ verb: 'create', target: refOf(elsewhere), object: elsewhere });
        await expect(lost).rejects.toMatchObject({ code: 'not-found', status: 404 });
      });

      it('takes limits as requests in Pods, not in templates', async () => {
        const pods = await podsOf('shop', 'app=web');
        expect(field(pods[0], 'spec', 'containers', 0, 'resources')).toEqual({
          limits: { memory: '256Mi' },
          requests: { memory: '256Mi' },
        });
        expect(field(await got(web), 'spec', 'template', 'spec', 'containers', 0, 'resources')).toEqual({
          limits: { memory: '256Mi' },
        });
      });
    });

    describe('Pod Security', () => {
      it('refuses a Pod in a dry run, in words that name each check', async () => {
        await expect(planner.dryRun.dryRun(privilegedPod('strict'))).rejects.toMatchObject({
          message:
            'pods "probe" is forbidden: violates PodSecurity "restricted:latest": ' +
            'privileged (container "app" must not set securityContext.privileged=true), ' +
            'allowPrivilegeEscalation != false (container "app" must set securityContext.allowPrivilegeEscalation=false), ' +
            'unrestricted capabilities (container "app" must set securityContext.capabilities.drop=["ALL"]), ' +
            'runAsNonRoot != true (pod or container "app" must set securityContext.runAsNonRoot=true), ' +
            'seccompProfile (pod or container "app" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
        });
        expect((await planner.dryRun.dryRun(privilegedPod('plain'))).object?.kind).toBe('Pod');
      });

      it('lets a Deployment through with a warning, and then its pods are missing', async () => {
        const blocked = { ...web, namespace: 'strict', name: 'blocked' };
        const image = '/spec/template/spec/containers/0/image';
        const request = patch(blocked, { op: 'replace', path: image, value: 'registry.example/blocked:2' });
        const { warnings } = await planner.dryRun.dryRun(request);
        expect(warnings).toEqual([
          expect.stringMatching(/^would violate PodSecurity "restricted:latest": privileged \(/u),
        ]);
        const event = await waitFor(
          async () => {
            const fieldSelector = 'involvedObject.kind=ReplicaSet,reason=FailedCreate';
            const query = { apiVersion: 'v1', kind: 'Event', namespace: 'strict', fieldSelector };
            return (await planner.reader.list(query)).items[0];
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
        const { warnings, object } = await planner.dryRun.dryRun(request);
        expect(object?.metadata.labels?.['pod-security.kubernetes.io/enforce']).toBe('restricted');
        expect(warnings).toEqual([
          'existing pods in namespace "plain" violate the new PodSecurity enforce level "restricted:latest"',
          expect.stringMatching(
            /^host-\S+ \(and 1 other pod\): host namespaces, allowPrivilegeEscalation != false, unrestricted capabilities, runAsNonRoot != true, seccompProfile$/u,
          ),
        ]);
        const strict = patch(plain, { op: 'add', path: enforce, value: 'strict' });
        await expect(planner.dryRun.dryRun(strict)).rejects.toMatchObject({
          code: 'invalid',
          message: expect.stringContaining('must be one of privileged, baseline, restricted'),
        });
      });

      it('does not recreate what the new level forbids', async () => {
        const enforce = '/metadata/labels/pod-security.kubernetes.io~1enforce';
        await contract
          .as('firebreak-executor')
          .writer.write(patch(plain, { op: 'add', path: enforce, value: 'baseline' }));
        const [pod] = await podsOf('plain', 'app=host');
        await admin.writer.write(remove({ ...refOf(pod as KubernetesObject) }, pod?.metadata.uid ?? ''));
        const short = await waitFor(
          async () => {
            const deployment = await got(host);
            return field(deployment, 'status', 'readyReplicas') === 1 && deployment;
          },
          { what: 'the missing replica' },
        );
        expect(field(short, 'status', 'unavailableReplicas')).toBe(1);
      });
    });

    describe('rolling out', () => {
      it('replaces the pods of a patched template and observes the generation', async () => {
        const before = (await podsOf('shop', 'app=web')).map(({ metadata }) => metadata.name);
        const request = patch(web, { op: 'replace', path: MEMORY, value: '512Mi' });
        const { object } = await contract.as('firebreak-executor').writer.write(request);
        expect(object?.metadata.generation).toBe(2);
        const done = await waitFor(
          async () => {
            const deployment = await got(web);
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
        const after = await readyPods('shop', 'app=web', 2);
        expect(after.map(({ metadata }) => metadata.name)).not.toContain(before[0]);
        const { items } = await admin.reader.list({
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
        const names = (await readyPods('shop', 'app=web', 2)).map(({ metadata }) => metadata.name).sort();
        await waitFor(async () => (await endpointNames('moving')).join() === names.join(), {
          what: 'the endpoints of web',
        });
        const request = patch(moving, { op: 'replace', path: '/spec/selector/app', value: 'db' });
        await contract.as('firebreak-executor').writer.write(request);
        await waitFor(async () => (await endpointNames('moving')).join() === 'db-0', {
          what: 'the endpoint of db',
        });
      });
    });

    describe('deleting', () => {
      it('holds to the uid, takes a Job with its pods, and a dry run deletes nothing', async () => {
        await waitFor(
          async () =>
            listAt(await got(backup), 'status', 'conditions').some(
              (one) => textAt(one, 'type') === 'Complete',
            ),
          { what: 'the end of the Job' },
        );
        const uid = (await got(backup)).metadata.uid ?? '';
        const wrong = planner.dryRun.dryRun(remove(backup, 'other'));
        await expect(wrong).rejects.toMatchObject({ code: 'conflict', status: 409 });
        const { auditId } = await planner.dryRun.dryRun(remove(backup, uid));
        expect(auditId).toMatch(/^[0-9a-f-]{36}$/u);
        expect((await got(backup)).metadata.uid).toBe(uid);
        expect(await podsOf('shop', 'app=backup')).toHaveLength(1);
        await contract.as('firebreak-executor').writer.write(remove(backup, uid));
        await waitFor(async () => (await admin.reader.get(backup)) === undefined, { what: 'the Job to go' });
        await waitFor(async () => (await podsOf('shop', 'app=backup')).length === 0, {
          what: 'the pods of the Job to go',
        });
        const again = planner.dryRun.dryRun(remove(backup, uid));
        await expect(again).rejects.toMatchObject({ code: 'not-found', status: 404 });
      });
    });
  });
});
