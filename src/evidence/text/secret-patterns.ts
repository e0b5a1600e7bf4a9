/** A shape of secrets; its named group `keep` is the part that stays readable. */
export interface SecretPattern {
  readonly name: string;
  readonly pattern: RegExp;
}

const secretWord =
  '(?:pass(?:word|wd|phrase|code)?|pwd|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key|encryption[-_.]?key|signing[-_.]?key|credentials?|_auth|session[-_.]?id|client[-_.]?secret|dsn|cookie)';

/**
 * Shapes of secrets in logs, events and messages, in the order in which they are masked. Made for recall: a masked
 * word that was harmless costs a clue, a secret that is shown costs the secret. A named group `keep` stays readable.
 * Whoever writes a log chooses what these run over, so no two quantifiers that can share characters are unbounded:
 * the time stays proportional to the length.
 */
export const secretPatterns: readonly SecretPattern[] = [
  {
    name: 'private-key',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/gu,
  },
  { name: 'jwt', pattern: /\beyJ[\w-]{6,2000}\.[\w-]{2,}(?:\.[\w-]*){0,3}/gu },
  {
    name: 'authorization',
    pattern:
      /(?<keep>\b(?:(?:proxy-)?authorization|(?:set-)?cookie|x-[a-z-]{0,40}(?:token|key|auth)[a-z-]{0,40})["']?\s*[:=]\s*)[^\n]+/giu,
  },
  { name: 'bearer', pattern: /(?<keep>\b(?:bearer|basic|digest|negotiate)\s+)[\w.~+/=-]{6,}/giu },
  {
    name: 'url-credentials',
    pattern: /(?<keep>\b[a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@"'<>:]{0,256}:[^\s"'<>]{0,1024}@/giu,
  },
  {
    name: 'assignment',
    pattern: new RegExp(
      `(?<keep>${secretWord}[\\w.-]{0,64}(?:\\\\{0,16}["'])?\\s*(?:[:=]|=>|:=)\\s*)(?:\\\\{0,16}"[^"\\n]*"?|\\\\{0,16}'[^'\\n]*'?|[^\\s,;&)}\\]"']+)`,
      'giu',
    ),
  },
  {
    name: 'option',
    pattern: new RegExp(
      `(?<keep>--?[\\w-]{0,64}${secretWord}[\\w-]{0,64}\\s+)(?:"[^"\\n]*"|'[^'\\n]*'|[^\\s-][^\\s]*)`,
      'giu',
    ),
  },
  {
    name: 'aws-key-id',
    pattern: /(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|ANPA|ANVA)[A-Z0-9]{12,17}/gu,
  },
  { name: 'github-token', pattern: /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,})/gu },
  { name: 'gitlab-token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat)-[\w-]{16,}/gu },
  { name: 'slack-token', pattern: /\bx(?:ox[a-z]|app)-[\w-]{8,}/gu },
  { name: 'slack-webhook', pattern: /hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/+-]+/gu },
  { name: 'google-key', pattern: /\bAIza[\w-]{30,}/gu },
  { name: 'google-oauth', pattern: /\bya29\.[\w-]{20,}/gu },
  {
    name: 'prefixed-key',
    pattern:
      /\b(?:sk|pk|rk|whsec|hf|npm|dckr_pat|dop_v1|hvs|hvb|shpat|shpss|lin_api|sq0[a-z]{3}|pypi)[-_.][\w-]{16,}/gu,
  },
  { name: 'sendgrid-key', pattern: /\bSG\.[\w-]{10,}\.[\w-]{10,}/gu },
  { name: 'azure-key', pattern: /(?<keep>\b(?:AccountKey|SharedAccessKey|sig)=)[\w%+/=-]{16,}/giu },
];

const tokenLike = /[A-Za-z0-9+/_=-]{32,}/gu;

/** Long random words that no pattern names: letters of both cases and digits, dense, and no path. */
export function maskRandomWords(text: string, mask: string): string {
  return text.replace(tokenLike, (word) => (looksRandom(word) ? mask : word));
}

function looksRandom(word: string): boolean {
  if (!/[a-z]/u.test(word) || !/[A-Z]/u.test(word) || !/\d/u.test(word)) return false;
  if ((word.match(/\//gu) ?? []).length > word.length / 12) return false;
  return entropy(word) > 4;
}

/** Bits a character. Words of a language stay below 4 at this length, random base64 is above. */
function entropy(word: string): number {
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => {
    const share = count / word.length;
    return bits - share * Math.log2(share);
  }, 0);
}
