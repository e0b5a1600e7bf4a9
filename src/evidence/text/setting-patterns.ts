import { secretName, secretWord, secretWordHints } from './secret-names.ts';
import type { SecretPattern } from './secret-pattern.ts';

const quoted = `\\\\{1,16}"[^"\\n]*"?|"(?:\\\\.|[^"\\\\\\n])*"?|\\\\{1,16}'[^'\\n]*'?|'(?:\\\\.|[^'\\\\\\n])*'?|“[^”\\n]*”?|\`[^\`\\n]*\`?`;
/**
 * A word without quotes, over a line end that a backslash folds. A separator ends it only where the next setting or
 * nothing follows: passwords have commas in them.
 */
const bare = `(?:[^\\s,;&)}\\]"'<]|[,;&)}\\]](?![\\w.-]{0,40}["']?[:=]|[\\s,;&)}\\]"'<]|$)|(?<=\\\\)\\n[ \\t]{0,16})+`;
/** What a format puts between the separator and the value: lists, tags, types, blocks of YAML. */
const opening = `(?:[\\[({]\\s{0,8}|Some\\(|[bu](?=["'])|!!?[\\w/]{1,20}\\s|[|>][-+]?\\d?\\s{0,8}\\n\\s{0,64}|string\\(\\d{1,6}\\)\\s){0,2}`;
const closing = `(?:\\\\{0,16}["'\`\\]]){0,2}`;
const separator = `\\s*(?:is\\s*)?(?:=>|:=|->|→|[:=])\\s*`;
const values = `(?:${quoted}|${bare})`;
const aName = `[\\w.:-]{0,64}${secretName}`;
const htmlQuote = `(?:&quot;|&#3[49];|\\\\{1,16}u002[27])`;

const pattern = (name: string, hints: readonly string[], source: string): SecretPattern => ({
  name,
  hints,
  pattern: new RegExp(source, 'giu'),
});

/** Names of secrets with their values, in the formats in which programs print settings, requests and errors. */
export const settingPatterns: readonly SecretPattern[] = [
  {
    name: 'authorization',
    hints: ['authorization', 'cookie', 'x-'],
    pattern:
      /(?<keep>\b(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[a-z-]{0,40}(?:token|key|auth|signature)[a-z0-9-]{0,40})(?:["'\]]|\\{1,16}")?\s*[:=]\s*)[^\n]+/giu,
  },
  {
    name: 'authorization',
    hints: ['authorization', 'cookie', 'token', 'key', 'auth', 'signature'],
    pattern:
      /(?<keep>["'](?:authorization|cookie|[a-z0-9-]{0,40}(?:token|key|auth|signature)[a-z0-9-]{0,8})["']\s*,\s*)["'][^"'\n]+["']/giu,
  },
  { name: 'bearer', hints: ['bearer'], pattern: /(?<keep>\bbearer(?:\s+|%20))[\w.~+/=-]{6,}/giu },
  {
    name: 'basic',
    pattern:
      /(?<keep>\b(?:[Bb]asic|BASIC|[Dd]igest|[Nn]egotiate|AUTH (?:PLAIN|LOGIN|XOAUTH2))\s+)(?!Auth|Realm)(?=[\w.~+/=-]{0,200}[A-Z0-9])[\w.~+/=-]{6,}/gu,
  },
  {
    name: 'query',
    pattern:
      /(?<keep>[?&](?:key|code|sig|signature|auth|x-(?:amz|goog)-(?:signature|security-token))=)[^&\s"'<>#]+/giu,
  },
  pattern(
    'assignment',
    ['value', 'default'],
    `(?<keep>\\b(?:name|key)${closing}\\s*[:=]\\s*(?:\\\\{0,16}["'])?${aName}(?:\\\\{0,16}["'])?\\s*,?\\s*(?:\\\\{0,16}["'])?(?:value|default)(?:\\\\{0,16}["'])?\\s*[:=]\\s*)${values}`,
  ),
  pattern(
    'assignment',
    ['value'],
    `(?<keep>\\\\{0,16}"value\\\\{0,16}"\\s{0,8}:\\s{0,8})(?:${quoted})(?=\\s{0,8},\\s{0,8}\\\\{0,16}"(?:name|key)\\\\{0,16}"\\s{0,8}:\\s{0,8}\\\\{0,16}"${aName})`,
  ),
  pattern(
    'assignment',
    ['variable'],
    `(?<keep>\\bvariable\\s{1,8}"${aName}"\\s{0,8}\\{[^}]{0,300}?default\\s{0,8}=\\s{0,8})(?:${quoted})`,
  ),
  pattern('assignment', ['name="'], `(?<keep>\\bname="${aName}"\\s*\\n\\s*)[^\\n]+`),
  pattern('assignment', ['<'], `(?<keep><${aName}>)[^<\\n]+`),
  pattern(
    'assignment',
    ['&quot;', '&#3', 'u002'],
    `(?<keep>${secretName}${htmlQuote}\\s*[:=]\\s*${htmlQuote})[^\\s&\\\\]+`,
  ),
  pattern(
    'assignment',
    ['%3d', '%3a'],
    `(?<keep>${secretWord}[\\w.-]{0,64}(?:%2[27])?%3[da](?:%2[027]){0,2})(?:[^\\s%&"'<>]|%(?!26|2c|7d|22|27|3b|0a|0d)[0-9a-f]{2})+`,
  ),
  pattern('assignment', ['credential'], `(?<keep>\\bcredentials?\\s*[:=]\\s*)[^\\s/]{1,100}\\s?/\\s?\\S+`),
  pattern('assignment', secretWordHints, `(?<keep>${secretName}${closing}${separator}${opening})${values}`),
  pattern('assignment', ['env'], `(?<keep>\\bENV\\s+\\w{0,64}${secretName}\\s+)\\S+`),
  pattern(
    'password',
    ['identified', 'password', 'passphrase', 'api key'],
    `(?<keep>\\b(?:identified\\s+(?:with\\s+\\S{1,64}\\s+)?by|password|passphrase|api key)(?:\\s+|\\s*\\(\\s*))(?:"[^"\\n]*"|'[^'\\n]*'|“[^”\\n]*”)`,
  ),
  pattern(
    'password',
    ['password'],
    `(?<keep>\\b(?:login|user|account|machine)\\s+\\S{1,200}\\s+password\\s+)\\S+`,
  ),
  pattern(
    'password',
    ['password'],
    `(?<keep>\\bpassword\\s+(?:to|for|of)(?:\\s+[\\w@.-]{1,40}){1,4}\\s*:\\s*)\\S+`,
  ),
  pattern(
    'password',
    ['password', 'passphrase', 'passcode'],
    `(?<keep>\\b(?:password|passphrase|passcode)\\s+(?:is|was)(?:\\s+set\\s+to)?\\s+)(?!(?:not|too|in[a-z]{2,20}|un[a-z]{2,20}|required|expired|wrong|missing|empty|set|being|null|nil|none|correct|valid|reset|stored|deprecated|protected|encrypted|hidden|changed|already|longer|must|never|only|used|supplied|provided|given|rejected|accepted|needed|mandatory)\\b)\\S{6,}`,
  ),
];
