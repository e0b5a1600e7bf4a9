const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Whether a Host header may be answered by a service bound to loopback. Without this a page of another site could
 * point its own name at 127.0.0.1 and read everything (DNS rebinding).
 */
export function isAllowedHost(host: string | undefined, publicHost: string | undefined): boolean {
  if (host === undefined) return false;
  if (host === publicHost) return true;
  return LOOPBACK_NAMES.has(host.replace(/:\d+$/, '').toLowerCase());
}
