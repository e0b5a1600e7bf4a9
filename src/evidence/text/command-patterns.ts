import { aboutSecrets, secretWord, secretWordHints } from './secret-names.ts';
import type { SecretPattern } from './secret-pattern.ts';

const word = `(?:"[^"\\n]*"|'[^'\\n]*'|[^\\s"'-][^\\s"']*)`;
const mysql = 'mysql(?:dump|admin|import|sh)?|mariadb(?:-dump|-admin)?';
const withLetter =
  'sshpass|redis-cli|ldap(?:search|modify|add|delete|passwd|whoami)|(?:docker|podman|nerdctl|helm|oras|skopeo|az|oc)\\s+(?:registry\\s+)?login|mongo(?:sh|dump|restore|export|import)?|mosquitto_(?:pub|sub)';

const pattern = (hints: readonly string[], keep: string, value = word): SecretPattern => ({
  name: 'option',
  hints,
  pattern: new RegExp(`(?<keep>${keep})${value}`, 'giu'),
});

/** Secrets on command lines: by the name of the option, or by what a letter means to a well-known command. */
export const commandPatterns: readonly SecretPattern[] = [
  pattern(
    secretWordHints,
    `(?<![\\w.])--?[\\w-]{0,64}${secretWord}[\\w-]{0,64}(?<!${aboutSecrets})(?:\\s+|["']\\s*,\\s*(?=["'])|["']?\\s*\\n\\s*-\\s+)`,
  ),
  pattern(['mysql', 'mariadb'], `\\b(?:${mysql})\\b[^\\n|;&]{0,200}?\\s-p`),
  pattern(
    ['sshpass', 'redis-cli', 'ldap', 'login', 'mongo', 'mosquitto_'],
    `\\b(?:${withLetter})\\b[^\\n|;&]{0,200}?\\s-[paw]\\s*`,
  ),
  pattern(
    ['-u', '-user'],
    `\\s(?:-u|--user|--proxy-user)[\\s=]+["']?[^\\s:"']{0,100}:`,
    `(?!\\d{1,6}\\b)[^\\s"']+`,
  ),
  pattern(['--from-literal'], `--from-literal[=\\s]+["']?[\\w.-]{1,100}=`, `[^\\s"']+`),
  pattern(
    ['--password-stdin'],
    `\\b(?:echo|printf)\\s+(?:-[ne]\\s+)?`,
    `[^\\s|]+(?=\\s{0,8}\\|[^\\n]{0,100}--password-stdin)`,
  ),
  // Redis: AUTH [username] password
  { name: 'option', pattern: /(?<keep>\bAUTH\s+)(?:default\s+\S+|(?=\S{0,200}\d)\S{6,})/gu },
];
