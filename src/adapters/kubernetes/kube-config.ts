import { existsSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
// Only these parts of client-node: its index loads every typed client, some 70 MB of memory.
import {
  type Cluster,
  type Context,
  newClusters,
  newContexts,
  newUsers,
  type User,
} from '@kubernetes/client-node/dist/config_types.js';
import { parse } from 'yaml';
import { z } from 'zod';
import { ClusterError } from '../../ports/cluster.ts';

/** One context of a kubeconfig: where the cluster is, and as whom. */
export interface KubeConfig {
  readonly cluster: Cluster;
  /** Absent: anonymous. */
  readonly user?: User;
}

/** Where the connection comes from: kubeconfig text, a file, or what kubectl and pods would use. */
export type KubeConfigSource = { readonly text: string } | { readonly file: string } | 'default';

export interface KubeConfigOptions {
  readonly source: KubeConfigSource;
  /** A context other than the current one. */
  readonly context?: string;
  readonly environment?: Environment;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What a kubeconfig file names, with absolute paths. */
interface Entries {
  readonly clusters: readonly Cluster[];
  readonly users: readonly User[];
  readonly contexts: readonly Context[];
  readonly currentContext?: string;
}

const fileSchema = z.looseObject({
  clusters: z.array(z.unknown()).nullish(),
  contexts: z.array(z.unknown()).nullish(),
  users: z
    .array(
      z.looseObject({
        name: z.string(),
        user: z.looseObject({ tokenFile: z.string().optional() }).nullish(),
      }),
    )
    .nullish(),
  'current-context': z.string().nullish(),
});

/** https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/: relative paths are relative to the file's folder. */
function entriesOf(text: string, folder: string): Entries {
  const file = fileSchema.parse(parse(text));
  const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(folder, path));
  const tokenFiles = new Map(
    (file.users ?? []).flatMap(({ name, user }) =>
      user?.tokenFile === undefined ? [] : [[name, resolve(folder, user.tokenFile)] as const],
    ),
  );
  return {
    clusters: newClusters(file.clusters).map(({ caFile, ...cluster }) => {
      const path = absolute(caFile);
      return path === undefined ? cluster : { ...cluster, caFile: path };
    }),
    users: newUsers(file.users).map((user) => withFiles(user, absolute, tokenFiles.get(user.name))),
    contexts: newContexts(file.contexts),
    ...(file['current-context'] ? { currentContext: file['current-context'] } : {}),
  };
}

/**
 * client-node 1.4 reads `token-file` once, where kubeconfig's field is `tokenFile`; its file authenticator reads
 * again every minute, as rotated service account tokens need, so users with a `tokenFile` are given to that one.
 */
function withFiles(
  { certFile, keyFile, token, ...user }: User,
  absolute: (path: string | undefined) => string | undefined,
  tokenFile: string | undefined,
): User {
  const [cert, key] = [absolute(certFile ?? undefined), absolute(keyFile ?? undefined)];
  const files = {
    ...(cert === undefined ? {} : { certFile: cert }),
    ...(key === undefined ? {} : { keyFile: key }),
  };
  if (tokenFile !== undefined) return { ...user, ...files, authProvider: readAnew(tokenFile) };
  return token === undefined ? { ...user, ...files } : { ...user, ...files, token };
}

function readAnew(tokenFile: string) {
  return { name: 'tokenFile', config: { tokenFile } };
}

/** The parser's own words stay out of the error: they may quote the file, and that holds credentials. */
function fromFile(file: string): Entries {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new ClusterError('invalid', `the kubeconfig ${file} cannot be read (${code})`);
  }
  try {
    return entriesOf(text, dirname(resolve(file)));
  } catch {
    throw new ClusterError('invalid', `${file} is not a kubeconfig`);
  }
}

/** As kubectl merges `KUBECONFIG`: the first file that sets a value, or names an entry, decides it. */
function merged(files: readonly Entries[]): Entries {
  const currentContext = files.find((file) => file.currentContext !== undefined)?.currentContext;
  return {
    clusters: files.flatMap(({ clusters }) => clusters),
    users: files.flatMap(({ users }) => users),
    contexts: files.flatMap(({ contexts }) => contexts),
    ...(currentContext === undefined ? {} : { currentContext }),
  };
}

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/** https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
function inCluster(host: string, port: string): KubeConfig {
  return {
    cluster: {
      name: 'in-cluster',
      server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
      caFile: `${serviceAccount}/ca.crt`,
      skipTLSVerify: false,
    },
    user: { name: 'service-account', authProvider: readAnew(`${serviceAccount}/token`) },
  };
}

function select(
  { clusters, users, contexts, currentContext }: Entries,
  wanted: string | undefined,
): KubeConfig {
  const name = wanted ?? currentContext;
  const context = contexts.find((each) => each.name === name);
  const cluster = clusters.find((each) => each.name === context?.cluster);
  if (cluster === undefined) {
    throw new ClusterError('invalid', `the kubeconfig has no cluster for context "${name ?? ''}"`);
  }
  const user = users.find((each) => each.name === context?.user);
  return user === undefined ? { cluster } : { cluster, user };
}

function fromEnvironment(environment: Environment, context: string | undefined): KubeConfig {
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) return select(merged(listed.map(fromFile)), context);
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port = '443' } = environment;
  if (host !== undefined) return inCluster(host, port);
  const home = join(homedir(), '.kube', 'config');
  if (existsSync(home)) return select(fromFile(home), context);
  throw new ClusterError('unreachable', 'no KUBECONFIG, no in-cluster service account, no ~/.kube/config');
}

/**
 * The kubeconfig of one identity. `default` is KUBECONFIG, else the pod's service account, else `~/.kube/config`;
 * unlike client-node's own default it never falls back to http://localhost:8080. Throws `ClusterError`.
 */
export function loadKubeConfig({
  source,
  context,
  environment = process.env,
}: KubeConfigOptions): KubeConfig {
  if (source === 'default') return fromEnvironment(environment, context);
  const entries = 'file' in source ? fromFile(source.file) : entriesOf(source.text, process.cwd());
  return select(entries, context);
}
