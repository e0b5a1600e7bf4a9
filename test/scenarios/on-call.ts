import { execFileSync } from 'node:child_process';
import type { Browser } from 'playwright-core';
import { type Alertmanager, startAlertmanager } from '../parts/alertmanager.ts';
import type { ControlPlane } from '../parts/control-plane.ts';
import { builtCommand } from '../support/built-command.ts';
import {
  type FirebreakOptions,
  type FirebreakProcess,
  startFirebreak,
} from '../support/firebreak-process.ts';
import { signedInPage } from '../support/sign-in.ts';

/** Firebreak on a real cluster under its two identities, and the Alertmanager that tells it. */
export interface OnCall {
  readonly firebreak: FirebreakProcess;
  readonly alertmanager: Alertmanager;
  /** What `firebreak audit verify` says of the ledger. */
  verifyLedger(): unknown;
  stop(): Promise<void>;
}

export async function startOnCall(
  cluster: ControlPlane,
  options: Pick<FirebreakOptions, 'mode' | 'environment' | 'dataDir'> = {},
): Promise<OnCall> {
  const firebreak = await startFirebreak({
    kubeconfig: cluster.kubeconfigFor('firebreak-planner'),
    executorKubeconfig: cluster.kubeconfigFor('firebreak-executor'),
    ...options,
  });
  const alertmanager = await startAlertmanager({
    webhookUrl: `${firebreak.url}/webhook/alertmanager`,
    bearerToken: firebreak.webhookToken,
  });
  return {
    firebreak,
    alertmanager,
    verifyLedger() {
      const args = [builtCommand(), 'audit', 'verify', '--data-dir', firebreak.dataDir, '--json'];
      return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as unknown;
    },
    async stop() {
      await Promise.all([firebreak.stop(), alertmanager.stop()]);
    },
  };
}

/** Approves what an incident proposes, as somebody does who has signed in on a phone. */
export async function approveOnThePage(
  browser: Browser,
  firebreak: FirebreakProcess,
  id: string,
  ...who: readonly [person?: string, password?: string]
): Promise<void> {
  const page = await signedInPage(browser, firebreak, ...who);
  await page.goto(`${firebreak.url}/incidents/${id}`);
  await page.getByRole('button', { name: /approve/iu }).click();
  await page.close();
}
