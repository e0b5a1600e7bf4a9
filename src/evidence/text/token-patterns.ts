import type { SecretPattern } from './secret-pattern.ts';

/** Tokens whose own shape gives them away, as their providers document it. */
export const tokenPatterns: readonly SecretPattern[] = [
  {
    name: 'private-key',
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/gu,
  },
  // PuTTY's format has no frame; each line of a key is base64 of 64 characters or fewer.
  { name: 'private-key', pattern: /(?<keep>\bPrivate-Lines: \d{1,3}\n)(?:[\w+/=]{1,80}(?:\n|$)){1,200}/gu },
  { name: 'jwt', pattern: /\beyJ[\w-]{6,1000}\.[\w-]{2,}(?:\.[\w-]*){0,3}/gu },
  {
    name: 'aws-key-id',
    pattern: /(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|ANPA|ANVA)[A-Z0-9]{12,17}/gu,
  },
  { name: 'github-token', pattern: /\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,})/gu },
  { name: 'gitlab-token', pattern: /\bgl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas|imt)-[\w.-]{16,}/gu },
  { name: 'slack-token', pattern: /\bx(?:ox[a-z]|app)-[\w-]{8,}/gu },
  {
    name: 'webhook-url',
    pattern:
      /(?<keep>\b(?:hooks\.slack\.com\/(?:services|workflows|triggers)|discord(?:app)?\.com\/api\/webhooks|webhook\.office\.com\/webhookb2)\/)[\w/+@-]+/gu,
  },
  { name: 'google-key', pattern: /\bAIza[\w-]{30,}/gu },
  { name: 'google-oauth', pattern: /\b(?:ya29\.|GOCSPX-)[\w-]{20,}/gu },
  {
    name: 'prefixed-key',
    pattern:
      /\b(?:sk|pk|rk|whsec|hf|npm|dckr_pat|dckr_oat|do[opr]_v1|hv[sbr]|shp(?:at|ss|ca|pa)|lin_api|sq0[a-z]{3}|pypi|rubygems|ntn|sbp|sb_secret|pscale_(?:pw|tkn|oauth)|gl(?:sa|c)|figd|sntry[sua]|tskey|PMAK|NR(?:AK|AA|II|JS|RA|SP)|gsk|xai|r8|dp\.[a-z]{2,5})[-_.][\w-]{16,}/gu,
  },
  {
    name: 'prefixed-key',
    pattern:
      /\b(?:AGE-SECRET-KEY-1[A-Z0-9]{20,}|ATATT3x[\w=-]{20,}|AT(?:BB|CTT)[\w=-]{28,}|AKCp\w{20,}|dapi[0-9a-f]{32}|oy2[a-z0-9]{43}|SK[0-9a-f]{32}|LTAI\w{12,}|EAAA[\w-]{40,}|key-[0-9a-f]{32}|secret_[A-Za-z0-9]{32,})/gu,
  },
  { name: 'sendgrid-key', pattern: /\bSG\.[\w-]{10,}\.[\w-]{10,}/gu },
  { name: 'mailchimp-key', hints: ['-us'], pattern: /\b[0-9a-f]{32}-us\d{1,2}\b/gu },
  { name: 'terraform-token', hints: ['.atlasv1.'], pattern: /\b\w{14}\.atlasv1\.[\w-]{20,}/gu },
  { name: 'discord-token', pattern: /\b[MNO][\w-]{22,28}\.[\w-]{6}\.[\w-]{25,}/gu },
  { name: 'telegram-token', pattern: /\b(?:bot)?\d{8,10}:AA[\w-]{30,}/gu },
  { name: 'twilio-token', pattern: /(?<keep>\bAC[0-9a-f]{32}:)[0-9a-f]{32}\b/gu },
  { name: 'k3s-token', pattern: /\bK10[0-9a-f]{64}::[\w-]{1,64}:\S+/gu },
  {
    name: 'azure-key',
    hints: ['accountkey=', 'sharedaccesskey=', 'sig='],
    pattern: /(?<keep>\b(?:AccountKey|SharedAccessKey|sig)=)[\w%+/=-]{16,}/giu,
  },
  { name: 'azure-secret', pattern: /\b[\w.-]{3}\dQ~[\w.~-]{31,}/gu },
  {
    name: 'password-hash',
    pattern:
      /\$(?:apr1|1|2[abxy]?|5|6|7|y|gy|argon2[a-z]{1,2}|scrypt|pbkdf2[\w-]{0,20})\$[\w./+=,$-]{20,}|\{(?:S?SHA\d{0,3}|S?MD5|CRYPT|PBKDF2[\w-]{0,20})\}[\w+/=$.-]{16,}/gu,
  },
];
