import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { field, listAt } from '../../src/domain/fields.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import { packaged, rule } from '../support/allowlist.ts';
import { attempts } from './attempts.ts';
import { dryRunTricks } from './dry-run-tricks.ts';
import { startHeldCluster } from './held-cluster.ts';
import { type Attempt, create, dryRun, readObject, readShop, saying, send } from './requests.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const everyRight = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: too-much }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects:
  - { apiGroup: rbac.authorization.k8s.io, kind: User, name: firebreak-executor }
  - { apiGroup: rbac.authorization.k8s.io, kind: User, name: firebreak-planner }
`;

const ofGone = rule({
  name: 'runs-of-gone',
  actions: ['run-cronjob'],
  kinds: ['CronJob'],
  namespaces: ['shop'],
  names: ['named'],
});

describe.skipIf(partMissing('control-plane'))('with the two identities held by the API server', () => {
  let cluster: ControlPlane;
  let all: readonly Attempt[];

  beforeAll(async () => {
    cluster = await startHeldCluster({ ...packaged, rules: [...packaged.rules, ofGone] });
    all = await waitFor(async () => attempts(await readShop(cluster)), { what: 'the pods of the shop' });
  });
  afterAll(() => cluster?.stop());

  /** What came through, or failed for another reason than that nobody may do it. */
  async function notForbidden(list: readonly Attempt[], as: 'firebreak-executor' | 'firebreak-planner') {
    const answers: string[] = [];
    for (const attempt of list) {
      const reply = await send(cluster, attempt, as);
      // A policy whose expression fails refuses with 422.
      const isForbidden = reply.status === 403 || /^422 .*ValidatingAdmissionPolicy '/u.test(saying(reply));
      if (!isForbidden) answers.push(`${attempt.what}: ${saying(reply)}`);
    }
    return answers;
  }

  it('the policies fit the types of what they are about', async () => {
    const policies = await waitFor(
      async () => {
        const list = await readObject(
          cluster,
          '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies',
        );
        const items = listAt(list, 'items');
        return items.every((item) => field(item, 'status', 'typeChecking') !== undefined) && items;
      },
      { what: 'the types to be checked' },
    );
    expect(policies.length).toBeGreaterThan(5);
    expect(
      policies.flatMap((policy) => listAt(policy, 'status', 'typeChecking', 'expressionWarnings')),
    ).toEqual([]);
  });

  it('every attempt is one that an admin could make', async () => {
    const refused: string[] = [];
    for (const attempt of all.filter(({ untried }) => untried !== true)) {
      const reply = await send(cluster, dryRun(attempt), 'admin');
      if (reply.status >= 300) refused.push(`${attempt.what}: ${saying(reply)}`);
    }
    expect(refused).toEqual([]);
    expect(all.length).toBeGreaterThanOrEqual(250);
  });

  it('nobody else is held, not even where a CronJob is gone that a rule names', async () => {
    const metadata = { name: 'mine', labels: { app: 'nightly' } };
    const spec = {
      template: { spec: { restartPolicy: 'Never', containers: [{ name: 'app', image: 'envoy:1' }] } },
    };
    for (const namespace of ['shop', 'kube-shop']) {
      const job = create('a Job', `/apis/batch/v1/namespaces/${namespace}/jobs`, { metadata, spec });
      expect(saying(await send(cluster, dryRun(job), 'admin'))).toMatch(/^201 /u);
    }
  });

  it("a stolen executor's token gets nothing through that the policies do not allow", async () => {
    expect(await notForbidden(all, 'firebreak-executor')).toEqual([]);
  });

  it("a stolen planner's token gets no write through", async () => {
    expect(await notForbidden(all, 'firebreak-planner')).toEqual([]);
  });

  it('neither does so by admission alone, were its rights an administrator’s', async () => {
    await cluster.apply(everyRight);
    const held = all.filter(({ rbacAlone }) => rbacAlone !== true);
    await waitFor(async () => (await send(cluster, probe, 'firebreak-planner')).status === 201, {
      what: 'the rights to take effect',
    });

    expect(await notForbidden(held, 'firebreak-executor')).toEqual([]);
    expect(await notForbidden(held, 'firebreak-planner')).toEqual([]);
  });

  it('and what claims to be a dry-run and is none changes nothing and gives nothing away', async () => {
    const before = await readShop(cluster);
    const taken: string[] = [];
    for (const trick of dryRunTricks(before)) {
      const reply = await send(cluster, trick, 'firebreak-planner');
      if (reply.status < 400) taken.push(`${trick.what}: ${saying(reply)}`);
    }

    const { web, pod } = await readShop(cluster);
    expect(taken).toEqual([]);
    expect(web['spec']).toEqual(before.web['spec']);
    expect(pod.metadata.uid).toBe(before.pod.metadata.uid);
    expect(pod.metadata.deletionTimestamp).toBeUndefined();
  });
});

const probe = dryRun(
  create('a lease', '/apis/coordination.k8s.io/v1/namespaces/shop/leases', { metadata: { name: 'probe' } }),
);
