import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ControlPlaneFiles } from './control-plane-files.ts';
import { kwokConfiguration } from './kwok-stages.ts';
import { type ControlPlaneBinary, findControlPlaneBinary, required } from './parts.ts';
import { type RunningProcess, startProcess } from './processes.ts';

export type StartComponent = (name: ControlPlaneBinary, args: readonly string[]) => RunningProcess;

/** Starts programs of the control plane, each with its output in the folder, and remembers them for the end. */
export function componentStarter(folder: string, started: RunningProcess[]): StartComponent {
  return (name, args) => {
    const command = required('control-plane', findControlPlaneBinary(name));
    const logFile = join(folder, `${name}.log`);
    const component = startProcess({ name, command, args, logFile, cwd: folder, stopSignal: 'SIGKILL' });
    started.push(component);
    return component;
  };
}

export function etcdArgs(folder: string, clientUrl: string, peerUrl: string): string[] {
  return [
    `--data-dir=${join(folder, 'etcd')}`,
    '--unsafe-no-fsync',
    `--listen-client-urls=${clientUrl}`,
    `--advertise-client-urls=${clientUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--log-level=warn',
  ];
}

export interface ApiServerSettings {
  readonly files: ControlPlaneFiles;
  readonly port: number;
  readonly etcdUrl: string;
  readonly auditLog: boolean;
}

export function apiServerArgs({ files, port, etcdUrl, auditLog }: ApiServerSettings): string[] {
  return [
    `--etcd-servers=${etcdUrl}`,
    `--service-account-key-file=${files.publicKey}`,
    `--service-account-signing-key-file=${files.signingKey}`,
    '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${port}`,
    `--cert-dir=${files.certificates}`,
    `--token-auth-file=${files.tokenFile}`,
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    // The names of kwok's nodes resolve nowhere; their address does.
    '--kubelet-preferred-address-types=InternalIP',
    ...(auditLog
      ? [
          `--audit-policy-file=${files.auditPolicy}`,
          `--audit-log-path=${files.auditLog}`,
          '--audit-log-maxsize=2000',
        ]
      : []),
  ];
}

export function controllerManagerArgs(files: ControlPlaneFiles, kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--service-account-private-key-file=${files.signingKey}`,
    `--root-ca-file=${files.caFile}`,
    '--use-service-account-credentials',
    '--leader-elect=false',
    '--secure-port=0',
    // Its own default of 20 requests a second makes its start last 4 s longer.
    '--kube-api-qps=500',
    '--kube-api-burst=500',
    // On a busy machine kwok's heartbeats come late, and no kubelet would make the pods of such a node ready again.
    '--node-monitor-grace-period=1h',
  ];
}

export function schedulerArgs(kubeconfig: string): string[] {
  return [`--kubeconfig=${kubeconfig}`, '--leader-elect=false', '--secure-port=0'];
}

export interface KwokSettings {
  readonly folder: string;
  readonly kubeconfig: string;
  readonly port: number;
  readonly stages: readonly string[];
}

/** The log objects come as CRDs, since a test knows the names of its pods only while kwok is running. */
export function kwokArgs({ folder, kubeconfig, port, stages }: KwokSettings): string[] {
  const config = join(folder, 'kwok.yaml');
  writeFileSync(config, kwokConfiguration(stages));
  return [
    `--kubeconfig=${kubeconfig}`,
    `--config=${config}`,
    '--manage-all-nodes=true',
    '--enable-crds=Logs,ClusterLogs',
    `--server-address=127.0.0.1:${port}`,
    '--node-ip=127.0.0.1',
    `--node-port=${port}`,
  ];
}
