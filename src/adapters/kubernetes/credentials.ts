import { readFile } from 'node:fs/promises';
import type { RequestOptions } from 'node:https';
import type { Authenticator } from '@kubernetes/client-node/dist/auth.js';
import type { User } from '@kubernetes/client-node/dist/config_types.js';
import { ExecAuth } from '@kubernetes/client-node/dist/exec_auth.js';
import { FileAuth } from '@kubernetes/client-node/dist/file_auth.js';
import { ClusterError } from '../../ports/cluster.ts';
import type { KubeConfig } from './kube-config.ts';

export type TlsSettings = Pick<RequestOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'>;

/** What one request carries to show who sends it, and to know the server. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsSettings;
}

/**
 * Reads the credentials of a kubeconfig anew for each request: exec plugins and mounted files rotate them
 * (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).
 * Rejects with what the plugin or the file system threw.
 */
export function createCredentials({ cluster, user }: KubeConfig): () => Promise<Credentials> {
  let authenticator: Promise<Authenticator | undefined> | undefined;
  return async () => {
    authenticator ??= authenticatorOf(user);
    const ofUser = await authenticator;
    const options: RequestOptions & { headers: Record<string, string> } = { headers: {} };
    const [ca, cert, key] = await Promise.all([
      fileOrData(cluster.caFile, cluster.caData),
      fileOrData(user?.certFile, user?.certData),
      fileOrData(user?.keyFile, user?.keyData),
    ]);
    if (user !== undefined) await ofUser?.applyAuthentication(user, options);
    return {
      headers: { ...headersOf(user), ...trimmed(options.headers) },
      tls: {
        ca,
        // A plugin's client certificate stands for that of the file.
        cert: options.cert ?? cert,
        key: options.key ?? key,
        ...(cluster.skipTLSVerify ? { rejectUnauthorized: false } : {}),
        ...(cluster.tlsServerName ? { servername: cluster.tlsServerName } : {}),
      },
    };
  };
}

async function authenticatorOf(user: User | undefined): Promise<Authenticator | undefined> {
  if (user === undefined) return undefined;
  const provider = providerOf(user);
  switch (provider) {
    case 'oidc': {
      const { OpenIDConnectAuth } = await import('@kubernetes/client-node/dist/oidc_auth.js');
      return new OpenIDConnectAuth();
    }
    case 'azure':
    case 'gcp':
      // They run what the file says in a shell; client-go took them out in 1.26.
      throw new ClusterError(
        'invalid',
        `the kubeconfig's auth-provider "${provider}" was removed in Kubernetes 1.26; use an exec plugin`,
      );
    default:
      return [new ExecAuth(), new FileAuth()].find((each) => each.isAuthProvider(user));
  }
}

function providerOf({ authProvider }: User): string {
  const provider: unknown = authProvider;
  if (typeof provider !== 'object' || provider === null || !('name' in provider)) return '';
  return String(provider.name);
}

function headersOf(user: User | undefined): Record<string, string> {
  const authorization = staticAuthorization(user);
  return {
    ...(authorization === undefined ? {} : { Authorization: authorization }),
    ...(user?.impersonateUser ? { 'Impersonate-User': user.impersonateUser } : {}),
  };
}

function staticAuthorization(user: User | undefined): string | undefined {
  if (user?.token) return `Bearer ${user.token.trim()}`;
  if (!user?.username) return undefined;
  return `Basic ${Buffer.from(`${user.username}:${user.password ?? ''}`).toString('base64')}`;
}

/** A token file mostly ends in a line break, which no header may hold. */
function trimmed(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value.trim()]));
}

async function fileOrData(file: string | undefined, data: string | undefined): Promise<Buffer | undefined> {
  if (file) return readFile(file);
  return data ? Buffer.from(data, 'base64') : undefined;
}
