/** Words of runtimes and clients for a name that does not resolve (glibc, musl, Go, Node, Java, curl). */
const unresolved =
  /no such host|could not resolve host|name or service not known|temporary failure in name resolution|ENOTFOUND|EAI_AGAIN|UnknownHostException|bad address|getaddrinfo|server misbehaving|could not translate host name|lookup \S{1,253}(?: on \S{1,60}:53)?: (?:read udp|dial udp|i\/o timeout)/iu;
const timedOut =
  /i\/o timeout|ETIMEDOUT|connection timed out|connect timeout|timed? ?out|deadline exceeded|no route to host|EHOSTUNREACH/iu;
const refused =
  /connection refused|ECONNREFUSED|actively refused|can't connect to|could not connect to server/iu;
const credentials =
  /password authentication failed|access denied for user|WRONGPASS|NOAUTH|authentication failed|invalid username-password pair|login failed for user|ACCESS[_-]REFUSED|SASL authentication failed|role "[^"]{1,100}" does not exist/iu;
const forbidden =
  /is forbidden: User \\?"system:serviceaccount:(?<namespace>[a-z0-9-]{1,63}):(?<name>[a-z0-9.-]{1,253})\\?" cannot (?<verb>[a-z]{2,20}) resource/iu;
/** Programs refuse a configuration in words of their own; these are what most of them say. */
const configuration =
  /unknown directive|unknown (?:option|flag|argument|field|key)|unrecogni[sz]ed (?:option|argument)|(?:invalid|bad|broken) config|config\S{0,20} (?:is )?(?:invalid|error)|(?:error|failed) (?:parsing|loading|reading|to (?:parse|load|read)) (?:the )?config|(?:environment )?variable \S{1,100} (?:is )?(?:not set|unset|required|missing)|missing (?:required )?(?:environment variable|env|configuration|config|setting|argument|flag|option)|required (?:environment variable|env|configuration|setting|argument|flag|option)|(?:invalid|bad|illegal) value (?:for|of)|invalid value "?[^"]{1,100}"? for|not writable|permission denied|EACCES|field \S{1,100} not found in type|no such file or directory|ENOENT/iu;
const inputOutput = /input\/output error|\bEIO\b|stale file handle|structure needs cleaning/iu;
const readOnly = /read-only file ?system|EROFS/iu;
/** The dynamic linkers of glibc and musl. */
const unlinked =
  /error while loading shared libraries|error (?:loading|relocating) (?:shared library )?\S{1,200}:|symbol lookup error|version `GLIBC\S{0,20}' not found/iu;
const full = /no space left on device|ENOSPC|disk quota exceeded|disk full/iu;

export const saysNameUnresolved = (text: string): boolean => unresolved.test(text);
export const saysTimedOut = (text: string): boolean => timedOut.test(text);
export const saysRefused = (text: string): boolean => refused.test(text);
export const saysCredentialsRefused = (text: string): boolean => credentials.test(text);
export const saysInputOutputError = (text: string): boolean => inputOutput.test(text);
export const saysReadOnly = (text: string): boolean => readOnly.test(text);
export const saysUnlinked = (text: string): boolean => unlinked.test(text);
export const saysConfigRefused = (text: string): boolean => configuration.test(text);
export const saysDiskFull = (text: string): boolean => full.test(text);

const listening =
  /\b(?:listening|running|serving|started|bound)\b[^\n]{0,60}?(?:\bport(?:\(s\))?:? ?|:)(?<port>\d{2,5})\b/giu;

/** The ports that a program says it listens on. */
export function portsListenedOn(text: string): readonly number[] {
  return [...text.matchAll(listening)].map(({ groups }) => Number(groups?.['port']));
}

/** The account that an API server refused, as its client logged it. */
export function forbiddenAccount(
  text: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const { namespace, name } = forbidden.exec(text)?.groups ?? {};
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}
