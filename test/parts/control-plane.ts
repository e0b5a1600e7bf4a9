import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AuditEvent, readAuditLog } from './audit-log.ts';
import { type ContainerLogs, logWriter } from './container-logs.ts';
import {
  type ControlPlaneFiles,
  type KubeUser,
  writeControlPlaneFiles,
  writeKubeconfig,
} from './control-plane-files.ts';
import {
  apiServerArgs,
  componentStarter,
  controllerManagerArgs,
  etcdArgs,
  kwokArgs,
  schedulerArgs,
} from './control-plane-processes.ts';
import { clusterUsable, createNodes, serverReady } from './control-plane-readiness.ts';
import { applyObjects, readObjects } from './kube-apply.ts';
import { type KubeReply, type KubeRequestOptions, kubeRequester } from './kube-request.ts';
import { kwokCrdsFolder } from './parts.ts';
import { freePort } from './ports.ts';
import type { RunningProcess } from './processes.ts';

export type { AuditEvent } from './audit-log.ts';
export type { ContainerLogs } from './container-logs.ts';
export type { KubeUser } from './control-plane-files.ts';
export type { KubeReply } from './kube-request.ts';

export interface ControlPlaneOptions {
  /** kwok Stage YAML on top of the general ones, such as `oomBelow300Mi`. */
  readonly stages?: readonly string[];
  /** How many nodes there are: 1 unless told. */
  readonly nodes?: number;
  /** Whether the API server keeps an audit log: yes unless told. */
  readonly auditLog?: boolean;
}

export interface ClusterRequestOptions extends Omit<KubeRequestOptions, 'token'> {
  /** Who asks: admin unless told. */
  readonly as?: KubeUser;
}

export interface ControlPlane {
  readonly url: string;
  readonly caFile: string;
  readonly adminToken: string;
  readonly tokens: Readonly<Record<KubeUser, string>>;
  /** Of the admin. */
  readonly kubeconfigFile: string;
  kubeconfigFor(user: KubeUser): string;
  /** A bare request past the product's client, for looking at the cluster from outside. */
  request(method: string, path: string, options?: ClusterRequestOptions): Promise<KubeReply>;
  /** Server-side apply, as admin, of YAML documents; objects without a namespace go to `default`. */
  apply(yaml: string): Promise<void>;
  /** What users (not the control plane's own programs) asked of the API server so far, in order. */
  auditEvents(): Promise<AuditEvent[]>;
  addLogs(logs: ContainerLogs): Promise<void>;
  stop(): Promise<void>;
}

function kubeconfigWriter(files: ControlPlaneFiles, url: string) {
  return (user: string, token: string): string =>
    writeKubeconfig({
      file: join(files.folder, `${user}.kubeconfig`),
      url,
      caFile: files.caFile,
      user,
      token,
    });
}

function kwokCrds(): string {
  return readdirSync(kwokCrdsFolder)
    .map((file) => readFileSync(join(kwokCrdsFolder, file), 'utf8'))
    .join('\n---\n');
}

async function bringUp(
  files: ControlPlaneFiles,
  started: RunningProcess[],
  options: ControlPlaneOptions,
): Promise<Omit<ControlPlane, 'stop'>> {
  const { folder, tokens } = files;
  const start = componentStarter(folder, started);
  const stillPossible = (): void => {
    for (const component of started) component.assertRunning();
  };
  const [etcdPort, peerPort, port, kwokPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const url = `https://127.0.0.1:${port}`;
  const kubeconfig = kubeconfigWriter(files, url);
  const components = kubeconfig('components', files.componentsToken);

  start('etcd', etcdArgs(folder, etcdUrl, `http://127.0.0.1:${peerPort}`));
  start('kube-apiserver', apiServerArgs({ files, port, etcdUrl, auditLog: options.auditLog ?? true }));
  await serverReady(url, files, stillPossible);

  const ca = readFileSync(files.caFile, 'utf8');
  const asComponent = kubeRequester(url, ca, files.componentsToken);
  start('kube-controller-manager', controllerManagerArgs(files, components));
  start('kube-scheduler', schedulerArgs(components));
  await applyObjects(asComponent, readObjects(kwokCrds()));
  await createNodes(asComponent, options.nodes ?? 1);
  start('kwok', kwokArgs({ folder, kubeconfig: components, port: kwokPort, stages: options.stages ?? [] }));
  await clusterUsable(asComponent, stillPossible);

  const asUser = kubeRequester(url, ca, tokens.admin);
  return {
    url,
    caFile: files.caFile,
    adminToken: tokens.admin,
    tokens,
    kubeconfigFile: kubeconfig('admin', tokens.admin),
    kubeconfigFor: (user) => kubeconfig(user, tokens[user]),
    request: (method, path, { as = 'admin', ...rest } = {}) =>
      asUser(method, path, { ...rest, token: tokens[as] }),
    apply: (yaml) => applyObjects(asComponent, readObjects(yaml)),
    auditEvents: () => readAuditLog(files.auditLog),
    addLogs: logWriter(join(folder, 'logs'), asComponent),
  };
}

async function stopAll(started: readonly RunningProcess[]): Promise<void> {
  await Promise.all(started.map((component) => component.stop()));
}

/** A whole Kubernetes control plane on loopback, with kwok for the kubelets; the folder stays where the start fails. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-control-plane-'));
  const started: RunningProcess[] = [];
  const files = writeControlPlaneFiles(folder);
  try {
    const controlPlane = await bringUp(files, started, options);
    return {
      ...controlPlane,
      stop: async () => {
        await stopAll(started);
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await stopAll(started);
    throw new Error(`the control plane did not come up; its logs are in ${folder}`, { cause: error });
  }
}
