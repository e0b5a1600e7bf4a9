import { configKeys, type ConfigName } from '../config-keys/index.ts';
import type { Settings } from '../config.ts';

/** What the AWS SDK takes from the environment by itself. */
const awsSecrets = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

/**
 * The values that may stand nowhere: every setting that is marked secret (of an address its password or token alone, for
 * its host is no secret), and the credentials that libraries read from the environment.
 */
export function knownSecretsOf(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const names = (Object.keys(configKeys) as ConfigName[]).filter((name) => 'secret' in configKeys[name]);
  const values = names.flatMap((name) => [settings[name]].flat());
  const own = values.filter((value) => typeof value === 'string').flatMap(secretIn);
  const others = awsSecrets.flatMap((name) => environment[name] ?? []);
  return [...new Set([...own, ...others])];
}

function secretIn(value: string): readonly string[] {
  // A token with a colon parses as a URL too, so it takes the slashes to be an address.
  if (!/^[a-z][a-z0-9+.-]*:\/\//iu.test(value) || !URL.canParse(value)) return [value];
  const { username, password } = new URL(value);
  // Without a password the name is the token: `https://TOKEN@loki.example`.
  const secret = password === '' ? username : password;
  return secret === '' ? [] : [decoded(secret)];
}

/** A stray `%` is one to whoever gave the address. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
