import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildMissing, download, KUBERNETES, kubernetesModule, missingPrograms } from './go-modules.mjs';

const ETCD = '3.6.8';
const KWOK = '0.8.0';
const POD_STAGES = [
  'create',
  'init-container-running',
  'init-container-completed',
  'ready',
  'complete',
  'delete',
];
const KWOK_FILES = [
  ...POD_STAGES.map((name) => [`stage/pod/general/pod-${name}.yaml`, `stages/pod-${name}.yaml`]),
  ['stage/node/fast/node-initialize.yaml', 'stages/node-initialize.yaml'],
  ['stage/node/heartbeat-with-lease/node-heartbeat-with-lease.yaml', 'stages/node-heartbeat-with-lease.yaml'],
  ['crd/bases/kwok.x-k8s.io_logs.yaml', 'crds/logs.yaml'],
  ['crd/bases/kwok.x-k8s.io_clusterlogs.yaml', 'crds/clusterlogs.yaml'],
];

const MODULES = [
  kubernetesModule(['kube-apiserver', 'kube-controller-manager', 'kube-scheduler']),
  {
    name: 'etcd',
    version: ETCD,
    packages: [{ binary: 'etcd', path: 'go.etcd.io/etcd/server/v3' }],
    goMod: () => [`require go.etcd.io/etcd/server/v3 v${ETCD}`],
    ldflags: [],
  },
  {
    name: 'kwok',
    version: KWOK,
    packages: [{ binary: 'kwok', path: 'sigs.k8s.io/kwok/cmd/kwok' }],
    goMod: () => [`require sigs.k8s.io/kwok v${KWOK}`],
    ldflags: [`-X sigs.k8s.io/kwok/pkg/consts.Version=v${KWOK}`],
  },
];

function kwokFilesPresent(folder) {
  return KWOK_FILES.every(([, name]) => existsSync(join(folder, name)));
}

function copyKwokFiles(folder) {
  const source = join(download(folder, 'sigs.k8s.io/kwok', KWOK).Dir, 'kustomize');
  for (const [from, to] of KWOK_FILES) {
    mkdirSync(dirname(join(folder, to)), { recursive: true });
    writeFileSync(join(folder, to), readFileSync(join(source, from)));
  }
}

function folderOf(cache) {
  return join(cache, 'control-plane');
}

function missing(cache) {
  const folder = folderOf(cache);
  const programs = missingPrograms(MODULES, folder);
  return kwokFilesPresent(folder) ? programs : [...programs, 'kwok stages'];
}

function provision(cache) {
  const folder = folderOf(cache);
  buildMissing(MODULES, folder);
  if (!kwokFilesPresent(folder)) copyKwokFiles(folder);
}

export const controlPlane = {
  name: 'control-plane',
  what: `Kubernetes ${KUBERNETES}, etcd ${ETCD}, kwok ${KWOK}`,
  remedy: 'needs Go 1.26 or newer and the Go module proxy; the first build takes about 10 minutes',
  missing,
  provision,
};
