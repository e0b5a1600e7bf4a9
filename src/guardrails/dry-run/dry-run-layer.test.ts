import { describe, expect, it } from 'vitest';
import { deployment } from '../../../test/support/allowlist.ts';
import { verdictOn } from '../../../test/support/namespace-objects.ts';
import { type KubernetesObject, refOf } from '../../domain/objects.ts';
import { type Admission, ClusterError, type ClusterErrorCode } from '../../ports/cluster.ts';
import { patched } from '../../actions/marked-patch.ts';
import type { DryRunOutcome } from '../guardrail.ts';
import { dryRunLayer } from './dry-run-layer.ts';
import { unaskedChanges } from './unasked-changes.ts';

const web = deployment();

const judge = (dryRunOutcome: DryRunOutcome, after: KubernetesObject = web) =>
  verdictOn(dryRunLayer, [], [web, after], { dryRunOutcome, mode: 'response' });

const refused = (code: ClusterErrorCode, refusedBy?: Admission) =>
  judge({
    accepted: false,
    error: new ClusterError(code, 'no', refusedBy === undefined ? {} : { refusedBy }),
  });

describe('a refused dry-run', () => {
  it.each<[ClusterErrorCode, Admission | undefined, string]>([
    ['rejected', 'webhook', 'dry-run.webhook-denied'],
    ['rejected', 'webhook-without-dry-run', 'dry-run.webhook-without-dry-run'],
    ['server-error', 'webhook-unreachable', 'dry-run.webhook-unreachable'],
    ['rejected', 'policy', 'dry-run.policy-denied'],
    ['rejected', 'quota', 'dry-run.quota'],
    ['rejected', 'limit-range', 'dry-run.limit-range'],
    ['rejected', 'pod-security', 'pod-security.rejected-by-api-server'],
    ['rejected', undefined, 'dry-run.rejected'],
    ['invalid', undefined, 'dry-run.invalid'],
    ['conflict', undefined, 'dry-run.conflict'],
    ['not-found', undefined, 'dry-run.conflict'],
    ['already-exists', undefined, 'dry-run.conflict'],
    ['forbidden', undefined, 'dry-run.forbidden'],
    ['unauthorized', undefined, 'dry-run.forbidden'],
    ['timeout', undefined, 'dry-run.timeout'],
    ['unreachable', undefined, 'dry-run.error'],
    ['too-many-requests', undefined, 'dry-run.error'],
    ['server-error', undefined, 'dry-run.error'],
  ])('by %s (%s) is %s', async (code, admission, reason) => {
    expect(await refused(code, admission)).toMatchObject({ outcome: 'refuse', reason });
  });

  it('is refused too where something else than the API server failed', async () => {
    const verdict = await judge({ accepted: false, error: new TypeError('no') });
    expect(verdict).toMatchObject({ outcome: 'refuse', reason: 'dry-run.error', message: 'no' });
  });
});

describe('an accepted dry-run', () => {
  const path = '/spec/template/spec/containers/0';
  const raised = patched(web, [{ op: 'replace', path: `${path}/resources/limits/memory`, value: '1Gi' }]);
  const accepted = (object: KubernetesObject, warnings: readonly string[] = []) =>
    judge({ accepted: true, result: { object, warnings } }, raised);

  it('is accepted where the answer is what was asked for, in whatever way it writes quantities', async () => {
    const normal = patched(raised, [
      { op: 'replace', path: `${path}/resources/limits/memory`, value: '1024Mi' },
      { op: 'add', path: '/status', value: { replicas: 1 } },
    ]);
    expect(await accepted(normal)).toMatchObject({ outcome: 'pass', reason: 'dry-run.accepted' });
  });

  it('quotes warnings', async () => {
    expect(await accepted(raised, ['apps/v1beta1 is deprecated'])).toMatchObject({
      outcome: 'pass',
      reason: 'dry-run.warned',
      message: 'the API server accepts the request; it warns: apps/v1beta1 is deprecated',
    });
  });

  it('names what admission changes beyond the request', async () => {
    const injected = patched(raised, [
      { op: 'add', path: '/spec/template/spec/containers/1', value: { name: 'mesh', image: 'mesh:1' } },
      { op: 'replace', path: `${path}/image`, value: 'mirror.example/app:1' },
    ]);
    expect(await accepted(injected, ['careful'])).toMatchObject({
      outcome: 'pass',
      reason: 'dry-run.altered',
      message: `the API server accepts the request; admission changes more than was asked: ${path}/image, /spec/template/spec/containers/1; it warns: careful`,
    });
  });

  it('takes defaults within what the request adds for its own', () => {
    const added = { name: 'side', image: 'side:1' };
    const write = { op: 'add', path: '/spec/template/spec/containers/-', value: added } as const;
    const after = patched(web, [write]);
    const answered = patched(after, [
      { op: 'add', path: '/spec/template/spec/containers/1/imagePullPolicy', value: 'IfNotPresent' },
    ]);
    const request = { verb: 'patch', target: refOf(web), patch: [write] } as const;
    expect(unaskedChanges({ after, request }, answered)).toEqual([]);
  });

  it('takes whatever a new object gets for defaults, save where its own fields change', () => {
    const answered = patched(web, [
      { op: 'add', path: '/spec/progressDeadlineSeconds', value: 600 },
      { op: 'replace', path: '/spec/replicas', value: 1 },
    ]);
    const request = { verb: 'create', target: refOf(web), object: web } as const;
    expect(unaskedChanges({ after: web, request }, answered)).toEqual(['/spec/replicas']);
  });
});
