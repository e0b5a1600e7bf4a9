import { type Config, describeConfig } from '../config.ts';
import type { SettingsPort } from '../http/ports.ts';
import { examinations } from './doctor.ts';
import { createExamine } from './examine.ts';

interface SettingsParts {
  readonly config: Config;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly simulated: boolean;
}

/** The settings in force, and doctor where there is something real to look at. */
export function settingsPort({ config, environment, simulated }: SettingsParts): SettingsPort {
  const list = () => describeConfig(config);
  if (simulated || environment === undefined) return { list };
  return { list, examine: createExamine((signal) => examinations(config, { environment, signal })) };
}
