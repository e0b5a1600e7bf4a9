import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadKubeConfig } from '../../src/adapters/kubernetes/kube-config.ts';
import {
  createKubernetesCluster,
  type KubernetesCluster,
} from '../../src/adapters/kubernetes/kubernetes-cluster.ts';
import { statusMessage } from '../../src/adapters/kubernetes/status-message.ts';
import type { KubernetesObject } from '../../src/domain/objects.ts';
import { evaluatePod, violationsText } from '../../src/guardrails/pod-security/evaluate-pod.ts';
import type { Enforcement } from '../../src/guardrails/pod-security/level.ts';
import { ClusterError } from '../../src/ports/cluster.ts';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { partMissing } from '../parts/parts.ts';
import { waitFor } from '../parts/wait.ts';
import { inParallel } from '../support/in-parallel.ts';
import { seed } from '../support/seed.ts';
import { generatedPods } from './generated-pods.ts';

/** Every version that brought a rule, and one of those between. */
const versions = [
  'latest',
  'v1.0',
  'v1.8',
  'v1.19',
  'v1.22',
  'v1.23',
  'v1.25',
  'v1.27',
  'v1.29',
  'v1.30',
  'v1.31',
  'v1.32',
  'v1.34',
  'v1.35',
] as const;

const enforcements: readonly Enforcement[] = versions.flatMap((version) => [
  { level: 'baseline', version },
  { level: 'restricted', version },
]);

const namespaceFor = ({ level, version }: Enforcement): string => `${level}-${version.replace('.', '-')}`;

const namespaces = enforcements.map(
  (enforcement) => `
apiVersion: v1
kind: Namespace
metadata:
  name: ${namespaceFor(enforcement)}
  labels:
    pod-security.kubernetes.io/enforce: ${enforcement.level}
    pod-security.kubernetes.io/enforce-version: ${enforcement.version}
`,
);

const generated = fc.record({ pod: generatedPods, enforcement: fc.constantFrom(...enforcements) });
const AT_LEAST = 2_000;

describe.skipIf(partMissing('control-plane'))('generated pods on a real API server', () => {
  let controlPlane: ControlPlane;
  let cluster: KubernetesCluster;

  beforeAll(async () => {
    controlPlane = await startControlPlane({ auditLog: false });
    cluster = createKubernetesCluster({
      kubeConfig: loadKubeConfig({ source: { file: controlPlane.kubeconfigFile } }),
      timeoutMilliseconds: 30_000,
    });
    await controlPlane.apply(namespaces.join('---'));
    await waitFor(
      async () => {
        const { items } = await cluster.reader.list({ apiVersion: 'v1', kind: 'ServiceAccount' });
        const ready = new Set(items.map(({ metadata }) => metadata.namespace));
        return enforcements.every((enforcement) => ready.has(namespaceFor(enforcement)));
      },
      { what: 'service accounts' },
    );
  });
  afterAll(async () => {
    await cluster?.close();
    await controlPlane?.stop();
  });

  async function apiServerOn(pod: KubernetesObject, namespace: string): Promise<string> {
    const object = { ...pod, metadata: { ...pod.metadata, namespace } };
    const target = { apiVersion: 'v1', kind: 'Pod', namespace, name: pod.metadata.name };
    try {
      await cluster.dryRun.dryRun({ verb: 'create', target, object });
      return 'allowed';
    } catch (cause) {
      if (!(cause instanceof ClusterError)) throw cause;
      if (cause.code === 'invalid') return 'invalid';
      if (cause.code === 'rejected') return cause.message;
      throw cause;
    }
  }

  function evaluatorOn(pod: KubernetesObject, { level, version }: Enforcement): string {
    const { allowed, violations } = evaluatePod(pod, level, version);
    if (allowed) return 'allowed';
    const text = `pods "pod" is forbidden: violates PodSecurity "${level}:${version}": ${violationsText(violations)}`;
    return statusMessage(text);
  }

  it('are judged alike, word for word, at every level and version', { timeout: 120_000 }, async () => {
    const samples = fc.sample(generated, { numRuns: 3_000, seed });
    const judged = await inParallel(samples, 24, async ({ pod, enforcement }) => ({
      pod,
      enforcement,
      real: await apiServerOn(pod, namespaceFor(enforcement)),
      ours: evaluatorOn(pod, enforcement),
    }));

    const valid = judged.filter(({ real }) => real !== 'invalid');
    const allowed = valid.filter(({ real }) => real === 'allowed');
    const differing = valid.filter(({ real, ours }) => real !== ours);

    expect(differing.slice(0, 3), `FIREBREAK_SEED=${seed}: ${differing.length} differ`).toEqual([]);
    expect(valid.length, `FIREBREAK_SEED=${seed}`).toBeGreaterThanOrEqual(AT_LEAST);
    // Both verdicts are common, or the agreement would say little.
    expect(Math.min(allowed.length, valid.length - allowed.length)).toBeGreaterThan(valid.length / 10);
  });
});
