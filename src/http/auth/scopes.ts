/** What a token may be narrowed to, beside its role. */
export const scopes = [
  'incidents:read',
  'incidents:decide',
  'ledger:read',
  'patterns:read',
  'patterns:propose',
  'stop:read',
  'stop:write',
  'guardrails:check',
  'sessions:read',
  'sessions:write',
] as const;
export type Scope = (typeof scopes)[number];
