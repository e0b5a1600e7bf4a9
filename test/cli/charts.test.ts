import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/prepare.mjs';
import { runCli } from '../support/run-cli.ts';

const charts = join(root, 'test/fixtures/manifests/charts');

/** What well-known charts render is written by people who know: nothing of it may be called a mistake. */
describe('the guardrails on ordinary charts', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'firebreak-charts-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(readdirSync(charts))('are quiet about %s', async (file) => {
    const { code, stdout } = await runCli(['check', join(charts, file)]);
    expect({ code, findings: stdout.match(/✗.*/gu) }).toEqual({ code: 0, findings: null });
  });

  /** Judges the chart with one edit against the chart as it is. */
  async function edited(file: string, from: string, to: string) {
    const text = readFileSync(join(charts, file), 'utf8');
    const change = text.replace(from, to);
    expect(change).not.toBe(text);
    writeFileSync(join(folder, file), change);
    return runCli(['check', join(folder, file), '--base', join(charts, file)]);
  }

  it.each([
    [
      'ingress-controller.yaml',
      'selector.captures-second-workload',
      ', app.kubernetes.io/component: default-backend }\n  ports',
      ' }\n  ports',
    ],
    ['ingress-controller.yaml', 'selector.port-missing', 'targetPort: webhook', 'targetPort: webhooks'],
    [
      'replicated-store.yaml',
      'selector.loses-all-endpoints',
      'app.kubernetes.io/component: replica }\n  ports',
      'app.kubernetes.io/component: follower }\n  ports',
    ],
    ['node-agent.yaml', 'pod-security.blocks-workloads', 'enforce: privileged', 'enforce: baseline'],
  ])('find what an edit of %s breaks: %s', async (file, reason, from, to) => {
    const { code, stdout } = await edited(file, from, to);
    expect(code).toBe(1);
    expect(stdout).toContain(reason);
    expect(stdout).toContain('remedy:');
  });
});
