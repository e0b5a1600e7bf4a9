/** A Retry-After in seconds (RFC 9110, 10.2.3), in milliseconds; undefined for a date or anything else. */
export function retryAfterOf(header: string | null | undefined): number | undefined {
  if (header === null || header === undefined || !/^\d{1,6}(\.\d+)?$/u.test(header.trim())) return undefined;
  return Math.ceil(Number(header) * 1000);
}
