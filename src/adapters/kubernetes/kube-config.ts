import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { parse } from 'yaml';
import { z } from 'zod';
import { ClusterError } from '../../ports/cluster.ts';

export type { KubeConfig } from '@kubernetes/client-node';

/** Where the connection comes from: kubeconfig text, a file, or what kubectl and pods would use. */
export type KubeConfigSource = { readonly text: string } | { readonly file: string } | 'default';

export interface KubeConfigOptions {
  readonly source: KubeConfigSource;
  /** A context other than the current one. */
  readonly context?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const tokenFilesSchema = z.looseObject({
  users: z
    .array(
      z.looseObject({
        name: z.string(),
        user: z.looseObject({ tokenFile: z.string().optional() }).nullish(),
      }),
    )
    .nullish(),
});

/**
 * client-node 1.4 reads `token-file` once, where kubeconfig's field is `tokenFile`; its file authenticator reads
 * again every minute, as rotated service account tokens need, so users with a `tokenFile` are given to that one.
 */
function rotateTokenFiles(config: KubeConfig, text: string, folder: string): void {
  const parsed = tokenFilesSchema.safeParse(parse(text));
  const files = new Map(
    (parsed.data?.users ?? []).flatMap(({ name, user }) =>
      user?.tokenFile === undefined ? [] : [[name, resolve(folder, user.tokenFile)] as const],
    ),
  );
  config.users = config.users.map((user) => {
    const tokenFile = files.get(user.name);
    if (tokenFile === undefined) return user;
    const { token: _token, ...rest } = user;
    return { ...rest, authProvider: { name: 'tokenFile', config: { tokenFile } } };
  });
}

function fromText(text: string, folder: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromString(text);
  config.makePathsAbsolute(folder);
  rotateTokenFiles(config, text, folder);
  return config;
}

/** The parser's own words stay out of the error: they may quote the file, and that holds credentials. */
function fromFile(file: string): KubeConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown error';
    throw new ClusterError('invalid', `the kubeconfig ${file} cannot be read (${code})`);
  }
  try {
    return fromText(text, dirname(resolve(file)));
  } catch {
    throw new ClusterError('invalid', `${file} is not a kubeconfig`);
  }
}

/** As kubectl merges `KUBECONFIG`: the first file that names a current context decides it. */
function fromFiles(files: readonly string[]): KubeConfig {
  const [first, ...others] = files.map(fromFile);
  if (first === undefined) throw new ClusterError('unreachable', 'KUBECONFIG names no file');
  for (const other of others) first.mergeConfig(other, Boolean(first.currentContext));
  return first;
}

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): KubeConfig {
  const listed = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  if (listed.length > 0) return fromFiles(listed);
  if (environment['KUBERNETES_SERVICE_HOST'] !== undefined) {
    const config = new KubeConfig();
    config.loadFromCluster();
    return config;
  }
  const home = join(homedir(), '.kube', 'config');
  if (existsSync(home)) return fromFile(home);
  throw new ClusterError('unreachable', 'no KUBECONFIG, no in-cluster service account, no ~/.kube/config');
}

function load(
  source: KubeConfigSource,
  environment: Readonly<Record<string, string | undefined>>,
): KubeConfig {
  if (source === 'default') return fromEnvironment(environment);
  return 'file' in source ? fromFile(source.file) : fromText(source.text, process.cwd());
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
  const config = load(source, environment);
  if (context !== undefined) config.setCurrentContext(context);
  if (config.getCurrentCluster() === null) {
    throw new ClusterError('invalid', `the kubeconfig has no cluster for context "${config.currentContext}"`);
  }
  return config;
}
