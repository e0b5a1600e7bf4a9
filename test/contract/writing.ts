import { describe, expect, it } from 'vitest';
import { field } from '../../src/domain/fields.ts';
import { type KubernetesObject, refOf } from '../../src/domain/objects.ts';
import type { JsonPatchOperation } from '../../src/domain/request.ts';
import type { Bench } from './bench.ts';
import { MEMORY, patch, service, web } from './requests.ts';

/** What dry runs and executions rely on. */
export function writingContract(bench: Bench): void {
  describe('JSON Patch', () => {
    it('applies where its tests hold, and a dry run writes nothing', async () => {
      const before = await bench.got(web);
      const request = patch(
        web,
        { op: 'test', path: '/metadata/uid', value: before.metadata.uid ?? '' },
        { op: 'test', path: '/spec/template/spec/containers/0/name', value: 'app' },
        { op: 'test', path: MEMORY, value: '256Mi' },
        { op: 'replace', path: MEMORY, value: '512Mi' },
      );
      const { object, auditId, warnings } = await bench.planner.dryRun.dryRun(request);
      const container = { resources: { limits: { memory: '512Mi' } } };
      expect(object).toMatchObject({
        metadata: { uid: before.metadata.uid, generation: 2 },
        spec: { template: { spec: { containers: [container] } } },
      });
      expect(auditId).toMatch(/^[0-9a-f-]{36}$/u);
      expect(warnings).toEqual([]);
      expect((await bench.got(web)).metadata).toMatchObject({ generation: 1 });
      expect(await bench.got(web)).toMatchObject({ spec: before['spec'] as object });
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
      await expect(bench.planner.dryRun.dryRun(patch(web, ...operations))).rejects.toMatchObject({
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
      const { object } = await bench.planner.dryRun.dryRun(request);
      expect(object?.metadata.labels).toEqual({ app: 'web', new: 'x' });
    });

    it('does not add below a missing map: the map has to come first', async () => {
      const add = { op: 'add', path: '/metadata/annotations/firebreak.dev~1action', value: 'x' } as const;
      await expect(bench.planner.dryRun.dryRun(patch(service, add))).rejects.toMatchObject({
        code: 'invalid',
      });
      const create = { op: 'add', path: '/metadata/annotations', value: {} } as const;
      const { object } = await bench.planner.dryRun.dryRun(patch(service, create, add));
      expect(object?.metadata.annotations).toMatchObject({ 'firebreak.dev/action': 'x' });
    });

    it('refuses fields that the kind does not have, without quoting the object', async () => {
      const add = { op: 'add', path: '/spec/template/spec/containers/0/resource', value: {} } as const;
      await expect(bench.planner.dryRun.dryRun(patch(web, add))).rejects.toMatchObject({
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
      ['a quantity that is none', [{ op: 'replace', path: MEMORY, value: 'lots' }], /quantities must match/u],
    ])('calls %s invalid', async (_, operations, message) => {
      await expect(bench.planner.dryRun.dryRun(patch(web, ...operations))).rejects.toMatchObject({
        code: 'invalid',
        status: 422,
        message: expect.stringMatching(message),
      });
    });

    it('is a conflict on another resource version', async () => {
      const request = patch(web, { op: 'replace', path: '/metadata/resourceVersion', value: '1' });
      await expect(bench.planner.dryRun.dryRun(request)).rejects.toMatchObject({
        code: 'conflict',
        status: 409,
      });
    });

    it('is not-found on a name that is not there', async () => {
      const request = patch({ ...web, name: 'nope' }, { op: 'test', path: '/metadata/uid', value: 'x' });
      await expect(bench.planner.dryRun.dryRun(request)).rejects.toMatchObject({ code: 'not-found' });
    });

    it('leaves the resource version alone where it changes nothing', async () => {
      const before = await bench.got(service);
      const request = patch(service, { op: 'replace', path: '/spec/selector/app', value: 'web' });
      const { object } = await bench.executor.writer.write(request);
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
      const unknown = bench.admin.dryRun.dryRun({ verb: 'create', target, object: { ...object, dat: {} } });
      await expect(unknown).rejects.toMatchObject({ code: 'invalid', status: 400 });
      expect((await bench.admin.dryRun.dryRun({ verb: 'create', target, object })).object).toMatchObject(
        object,
      );
      expect(await bench.admin.reader.get(target)).toBeUndefined();
      await bench.admin.writer.write({ verb: 'create', target, object });
      await expect(bench.admin.writer.write({ verb: 'create', target, object })).rejects.toMatchObject({
        code: 'already-exists',
        status: 409,
      });
      const elsewhere = { ...object, metadata: { name: 'made', namespace: 'nope' } };
      const lost = bench.admin.writer.write({ verb: 'create', target: refOf(elsewhere), object: elsewhere });
      await expect(lost).rejects.toMatchObject({ code: 'not-found', status: 404 });
    });

    it('takes limits as requests in Pods, not in templates', async () => {
      const pods = await bench.podsOf('shop', 'app=web');
      expect(field(pods[0], 'spec', 'containers', 0, 'resources')).toEqual({
        limits: { memory: '256Mi' },
        requests: { memory: '256Mi' },
      });
      expect(field(await bench.got(web), 'spec', 'template', 'spec', 'containers', 0, 'resources')).toEqual({
        limits: { memory: '256Mi' },
      });
    });
  });
}
