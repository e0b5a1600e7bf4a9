import { githubKeys } from './github.ts';
import { intakeKeys } from './intake.ts';
import { kubernetesKeys } from './kubernetes.ts';
import { ledgerKeys } from './ledger.ts';
import { modelsKeys } from './models.ts';
import { monitoringKeys } from './monitoring.ts';
import { serviceKeys } from './service.ts';
import { signInKeys } from './sign-in.ts';
import { slackKeys } from './slack.ts';

export type { ConfigKey } from './config-key.ts';

/** Every setting of Firebreak, a line an area; docs/configuration.md lists them, and a test ties the two. */
export const configKeys = {
  ...serviceKeys,
  ...intakeKeys,
  ...signInKeys,
  ...ledgerKeys,
  ...modelsKeys,
  ...kubernetesKeys,
  ...monitoringKeys,
  ...slackKeys,
  ...githubKeys,
} as const;

export type ConfigName = keyof typeof configKeys;
