/** Words of runtimes and clients for a name that does not resolve (glibc, musl, Go, Node, Java, curl). */
const unresolved =
  /no such host|could not resolve host|name or service not known|temporary failure in name resolution|ENOTFOUND|EAI_AGAIN|UnknownHostException|bad address|getaddrinfo|server misbehaving|could not translate host name/iu;
const timedOut =
  /i\/o timeout|ETIMEDOUT|connection timed out|connect timeout|timed? ?out|deadline exceeded|no route to host|EHOSTUNREACH/iu;
const refused =
  /connection refused|ECONNREFUSED|actively refused|can't connect to|could not connect to server/iu;
const credentials =
  /password authentication failed|access denied for user|WRONGPASS|NOAUTH|authentication failed|invalid username-password pair|login failed for user|SASL authentication failed|role "[^"]{1,100}" does not exist/iu;
const forbidden =
  /is forbidden: User \\?"system:serviceaccount:(?<namespace>[a-z0-9-]{1,63}):(?<name>[a-z0-9.-]{1,253})\\?" cannot (?<verb>[a-z]{2,20}) resource/iu;
const inputOutput =
  /input\/output error|\bEIO\b|read-only file system|EROFS|stale file handle|structure needs cleaning/iu;
const full = /no space left on device|ENOSPC|disk quota exceeded|disk full/iu;

export const saysNameUnresolved = (text: string): boolean => unresolved.test(text);
export const saysTimedOut = (text: string): boolean => timedOut.test(text);
export const saysRefused = (text: string): boolean => refused.test(text);
export const saysCredentialsRefused = (text: string): boolean => credentials.test(text);
export const saysInputOutputError = (text: string): boolean => inputOutput.test(text);
export const saysDiskFull = (text: string): boolean => full.test(text);

/** The account that an API server refused, as its client logged it. */
export function forbiddenAccount(
  text: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const { namespace, name } = forbidden.exec(text)?.groups ?? {};
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}
