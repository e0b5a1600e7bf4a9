/**
 * Whether a form post comes from one of our own pages. Browsers send `Origin` with every post and, to
 * trustworthy origins, `Sec-Fetch-Site` (Fetch standard; W3C Fetch Metadata); a request with neither is refused.
 */
export function isSameOrigin(
  headers: { readonly origin?: string | undefined; readonly secFetchSite?: string | undefined },
  ownOrigins: readonly string[],
): boolean {
  const { origin, secFetchSite } = headers;
  if (origin === undefined && secFetchSite === undefined) return false;
  if (secFetchSite !== undefined && secFetchSite !== 'same-origin') return false;
  return origin === undefined || ownOrigins.includes(origin);
}
