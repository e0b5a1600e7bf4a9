import { timestamp } from './object-store.ts';

const RELATIVE = /^now(?:([+-])(\d+)([smhd]))?$/u;
const MILLISECONDS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function absolute(text: string, now: Date): string {
  const match = RELATIVE.exec(text);
  if (match === null) return text;
  const [, sign, amount = '0', unit = 's'] = match;
  const distance = Number(amount) * (MILLISECONDS[unit] ?? 0);
  return timestamp(new Date(now.getTime() + (sign === '-' ? -distance : distance)));
}

/** Replaces every text such as `now`, `now-26h` or `now+5m` by its RFC 3339 time. Returns a new value. */
export function withTimes(value: unknown, now: Date): unknown {
  if (typeof value === 'string') return absolute(value, now);
  if (Array.isArray(value)) return value.map((item) => withTimes(item, now));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, withTimes(child, now)]));
}
