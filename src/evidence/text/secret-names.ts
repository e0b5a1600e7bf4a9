import { referringToSecret } from './object-names.ts';

/** What stands before `key` in the names of keys that are secret; a primary, public or cache key is none. */
const secretKeys =
  'api|access|private|encryption|decryption|signing|signature|master|hmac|app|application|license|unseal|auth|account|shared[-_.]?access|secret|subscription|deploy|integration|routing|storage|webhook|aes|root|jwt|tls|ssl|ssh|client|server|recovery';

/**
 * A part of a name that says that the value is a secret, as the source of a regular expression that ignores case.
 * Words that merely hold one, such as `bypass` or `passed`, do not count.
 */
export const secretWord = `(?!${referringToSecret})(?:pass(?:word|wd|phrase|code)|(?<!by|com|sur|tres)pass(?![a-z])|(?<![a-z])pw(?:d|(?![a-z]))|pwd|secret|token|(?:${secretKeys})[-_. ]?key|credentials?|(?<![a-z])auth(?![\\w.-])|sess(?:ion)?[-_.]?id|connect\\.sid|dsn|cookie|private[-_]lines)`;

/** Ends of names that only refer to a secret or say something about it: where it lies, how long it lasts. */
export const aboutSecrets =
  'name|names|ref|file|path|dir|type|expiry|expires|expiresin|ttl|seconds|minutes|count|length|size|policy|provider|class|bucket|review|enabled|required|valid|limit|used|issuer';

/** A whole name that has the part in it, up to where its separator is to follow. */
export const secretName = `${secretWord}[\\w.-]{0,64}(?<!${aboutSecrets})`;

/** One of these stands in every such name, in lower case. */
export const secretWordHints = [
  'pass',
  'pw',
  'secret',
  'token',
  'key',
  'credential',
  'auth',
  'sess',
  'connect.sid',
  'dsn',
  'cookie',
  'private',
] as const;
