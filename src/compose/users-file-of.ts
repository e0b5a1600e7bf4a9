import { join } from 'node:path';
import type { Settings } from '../config.ts';

/** Where local users are kept. */
export function usersFileOf({ usersFile, dataDir }: Pick<Settings, 'usersFile' | 'dataDir'>): string {
  return usersFile ?? join(dataDir, 'users.json');
}

/** Where the tokens of machines are kept. */
export function tokensFileOf({ tokensFile, dataDir }: Pick<Settings, 'tokensFile' | 'dataDir'>): string {
  return tokensFile ?? join(dataDir, 'tokens.json');
}
