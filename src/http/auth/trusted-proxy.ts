import { BlockList, isIP } from 'node:net';

/** Who may say in a header that somebody has signed in. */
export interface TrustedProxy {
  /** Addresses (`10.0.0.7`) and networks (`10.0.0.0/24`) that its connections come from. */
  readonly addresses: readonly string[];
  /** In lower case. */
  readonly userHeader: string;
  readonly groupsHeader: string;
}

export interface ProxiedUser {
  readonly user: string;
  readonly groups: readonly string[];
}

/**
 * Whom the proxy vouches for. Undefined where the connection comes from anywhere else: then the headers are just
 * words. A header that came twice may have come from two, so it counts as none.
 */
export function proxiedUser(
  request: {
    readonly socket: { readonly remoteAddress?: string | undefined };
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly rawHeaders: readonly string[];
  },
  proxy: TrustedProxy,
): ProxiedUser | undefined {
  if (!isAmong(request.socket.remoteAddress, proxy.addresses)) return undefined;
  const user = headerOf(request, proxy.userHeader);
  if (user === undefined || user === '') return undefined;
  const groups = headerOf(request, proxy.groupsHeader) ?? '';
  return Object.freeze({
    user,
    groups: groups
      .split(/[,;|]/u)
      .map((group) => group.trim())
      .filter((group) => group !== ''),
  });
}

/** Whether a text is an address or a network that `isAmong` understands. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/u.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

/** Whether an address is one of these, or in one of these networks; what is no address is not. */
export function isAmong(remote: string | undefined, networks: readonly string[]): boolean {
  if (remote === undefined) return false;
  // IPv4 over a socket that takes both families.
  const address = remote.replace(/^::ffff:(?=\d+\.)/iu, '');
  const list = new BlockList();
  for (const network of networks) {
    const [base = '', bits] = network.split('/');
    const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(base, family);
    else list.addSubnet(base, Number(bits), family);
  }
  return list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function headerOf(
  { headers, rawHeaders }: Pick<Parameters<typeof proxiedUser>[0], 'headers' | 'rawHeaders'>,
  name: string,
): string | undefined {
  const times = rawHeaders.filter((each, index) => index % 2 === 0 && each.toLowerCase() === name).length;
  const value = headers[name];
  return times === 1 && typeof value === 'string' ? value.trim() : undefined;
}
