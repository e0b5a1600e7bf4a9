import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ControlPlane, startControlPlane } from '../parts/control-plane.ts';
import { readObjects } from '../parts/kube-apply.ts';
import { expectOk } from '../parts/kube-request.ts';
import { partMissing } from '../parts/parts.ts';
import { crdsYaml } from './crds.ts';
import { chartFolder, render, renderObjects, runTool } from './helm.ts';
import { schemaLocation, writeSchemas } from './openapi-schemas.ts';
import { valueSets } from './value-sets.ts';

vi.setConfig({ testTimeout: 120_000 });

const levels = ['enforce', 'warn', 'audit'].map((mode) => [
  `pod-security.kubernetes.io/${mode}`,
  'restricted',
]);
const restricted = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'firebreak', labels: Object.fromEntries(levels) as object },
};

/** Kinds whose schemas are of others than Kubernetes, and are not to be had here. */
const foreign = ['ServiceMonitor', 'PrometheusRule', 'HTTPRoute'];

describe.skipIf(partMissing('control-plane', 'chart-tools'))(
  'the rendered chart, to a real API server',
  () => {
    let cluster: ControlPlane;
    let folder: string;
    beforeAll(async () => {
      cluster = await startControlPlane({ auditLog: false });
      await cluster.apply(stringify(restricted));
      await cluster.apply(crdsYaml);
      folder = mkdtempSync(join(tmpdir(), 'firebreak-schemas-'));
      const kinds = new Set(
        Object.values(valueSets).flatMap((values) => renderObjects(values).map(({ kind }) => kind)),
      );
      writeSchemas(
        await expectOk(cluster.request('GET', '/openapi/v2'), 'OpenAPI'),
        new Set([...kinds, 'Pod']),
        folder,
      );
    });
    afterAll(async () => {
      await cluster?.stop();
      if (folder !== undefined) rmSync(folder, { recursive: true });
    });

    const kubectl = (args: readonly string[], input: string) =>
      runTool('kubectl', args, { input, env: { KUBECONFIG: cluster.kubeconfigFile } });

    it.each(Object.entries(valueSets))(
      'is taken in a restricted namespace without a warning: %s',
      (_what, values) => {
        const args = ['apply', '--dry-run=server', '--validate=strict', '-n', 'firebreak', '-f', '-'];

        const { code, stdout, stderr } = kubectl(args, render(values));

        expect(stderr).toBe('');
        expect(code).toBe(0);
        expect(stdout.trim().split('\n')).toHaveLength(renderObjects(values).length);
      },
    );

    it('lets the CronJobs run that there are, and those that the values name', async () => {
      const container = { name: 'app', image: 'envoy:1' };
      const template = { spec: { restartPolicy: 'Never', containers: [container] } };
      const cronJob = {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: '7', namespace: 'default' },
        spec: { schedule: '0 0 1 1 *', jobTemplate: { spec: { template } } },
      };
      await cluster.apply(stringify(cronJob));

      const named = ['--set', 'admission.cronJobs={shop/refresh}'];
      const { code, stdout, stderr } = runTool(
        'helm',
        ['template', 'firebreak', chartFolder, '-n', 'firebreak', '--dry-run=server', ...named],
        { env: { KUBECONFIG: cluster.kubeconfigFile } },
      );

      expect(code, stderr).toBe(0);
      const bindings = readObjects(stdout).filter(({ metadata }) =>
        metadata.name.includes('-jobs.batch-of-'),
      );
      expect(bindings).toMatchObject(
        [
          { namespace: 'default', name: '7' },
          { namespace: 'shop', name: 'refresh' },
        ].map(({ namespace, name }) => ({
          metadata: { name: `firebreak-packaged-jobs.batch-of-${namespace}.${name}` },
          spec: {
            policyName: 'firebreak-packaged-jobs.batch-of',
            paramRef: { namespace, name },
            matchResources: { objectSelector: { matchLabels: { 'firebreak.dev/cronjob': name } } },
          },
        })),
      );
      expect(stdout).toContain('expression: \'["default/7","shop/refresh"]\'');
      expect(
        kubectl(['apply', '-f', '-'], bindings.map((each) => stringify(each)).join('---\n')).stderr,
      ).toBe('');
    });

    it('tells in its notes what the values leave open', () => {
      const notes = (...values: readonly string[]) => {
        const set = values.flatMap((value) => ['--set', value]);
        const args = ['install', 'responder', chartFolder, '-n', 'firebreak', '--dry-run=server', ...set];
        const { code, stdout, stderr } = runTool('helm', args, {
          env: { KUBECONFIG: cluster.kubeconfigFile },
        });
        expect(code, stderr).toBe(0);
        return stdout.slice(stdout.indexOf('NOTES:'));
      };

      const plain = notes();
      expect(plain).toContain('kubectl create secret generic firebreak -n firebreak');
      expect(plain).not.toMatch(/ingress controller|egressPorts|GitHub/u);

      const told = notes(
        'ingress.enabled=true,ingress.host=firebreak.example',
        'secrets.lokiUrl.name=loki,secrets.lokiUrl.key=url',
        'secrets.githubWebhookSecret.name=github,secrets.githubWebhookSecret.key=secret',
      );
      expect(told).toContain('lets in pods of monitoring: the namespace of your ingress controller');
      expect(told).toContain('The ports of lokiUrl are in Secrets');
      expect(told).toContain("GitHub's webhook goes to /github/webhook");
    });

    it('passes kubeconform with the schemas of this API server', () => {
      const input = Object.values(valueSets).map(render).join('\n---\n');
      const args = [
        '-strict',
        '-summary',
        '-skip',
        foreign.join(','),
        '-schema-location',
        schemaLocation(folder),
      ];

      const { stdout, code } = runTool('kubeconform', args, { input });

      expect(stdout).toMatch(/Invalid: 0, Errors: 0/u);
      expect(code).toBe(0);
    });

    it('would not pass with a field that does not exist', () => {
      const input = stringify({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'a' },
        spec: { sessionAfinity: 'None' },
      });
      const { code, stdout } = runTool(
        'kubeconform',
        ['-strict', '-schema-location', schemaLocation(folder)],
        { input },
      );

      expect(stdout).toContain('sessionAfinity');
      expect(code).not.toBe(0);
    });
  },
);
