import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isExecutable, run } from './shell.mjs';

const KUBERNETES = '1.36.3';
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
const [MAJOR, MINOR] = KUBERNETES.split('.');
const VERSION_PACKAGE = 'k8s.io/component-base/version';

const MODULES = [
  {
    name: 'kubernetes',
    version: KUBERNETES,
    packages: ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map((name) => ({
      binary: name,
      path: `k8s.io/kubernetes/cmd/${name}`,
    })),
    goMod: kubernetesGoMod,
    ldflags: [
      `-X ${VERSION_PACKAGE}.gitVersion=v${KUBERNETES}`,
      `-X ${VERSION_PACKAGE}.gitMajor=${MAJOR}`,
      `-X ${VERSION_PACKAGE}.gitMinor=${MINOR}`,
    ],
  },
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

function download(folder, module, version) {
  return JSON.parse(run('go', ['mod', 'download', '-json', `${module}@v${version}`], { cwd: folder }));
}

/** Kubernetes replaces its staging modules by folders that the module proxy does not serve: name their releases instead. */
function kubernetesGoMod(folder) {
  const source = readFileSync(download(folder, 'k8s.io/kubernetes', KUBERNETES).GoMod, 'utf8');
  const staging = [...source.matchAll(/^\s*(k8s\.io\/\S+) => \.\/staging\/src\/\S+$/gm)].map(
    (match) => match[1],
  );
  if (staging.length === 0) throw new Error("found no staging modules in Kubernetes's go.mod");
  const release = `v0.${MINOR}.${KUBERNETES.split('.')[2]}`;
  return [
    `require k8s.io/kubernetes v${KUBERNETES}`,
    ...staging.map((module) => `replace ${module} => ${module} ${release}`),
  ];
}

function goVersion(folder) {
  const match = /go(\d+\.\d+)/.exec(run('go', ['env', 'GOVERSION'], { cwd: folder }));
  if (!match) throw new Error('cannot read the Go version');
  return match[1];
}

/** Binaries appear under their final name only when whole, so that a test never starts half a file. */
function build(module, folder, bin) {
  const work = join(folder, 'modules', module.name);
  const out = join(work, 'out');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  const goMod = join(work, 'go.mod');
  if (!existsSync(goMod) || module.version !== readVersion(work)) {
    writeFileSync(
      goMod,
      `module firebreak.test/${module.name}\n\ngo ${goVersion(folder)}\n\n${module.goMod(folder).join('\n')}\n`,
    );
    writeFileSync(join(work, 'version'), module.version);
  }
  const ldflags = ['-s', '-w', ...module.ldflags].join(' ');
  for (const { binary, path } of module.packages) {
    const args = ['build', '-mod=mod', '-buildvcs=false', '-trimpath', '-ldflags', ldflags];
    run('go', [...args, '-o', join(out, binary), path], {
      cwd: work,
      env: { CGO_ENABLED: '0', GOFLAGS: '' },
    });
  }
  for (const { binary } of module.packages) {
    renameSync(join(out, binary), join(bin, binary));
    writeFileSync(join(bin, `.${binary}.version`), module.version);
  }
}

function readVersion(work) {
  const file = join(work, 'version');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function present(bin, binary, version) {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets && isExecutable(join(assets, binary))) return true;
  const stamp = join(bin, `.${binary}.version`);
  return isExecutable(join(bin, binary)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === version;
}

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

function paths(cache) {
  const folder = join(cache, 'control-plane');
  return { folder, bin: join(folder, 'bin') };
}

function missing(cache) {
  const { folder, bin } = paths(cache);
  const binaries = MODULES.flatMap((module) =>
    module.packages.filter(({ binary }) => !present(bin, binary, module.version)).map(({ binary }) => binary),
  );
  return kwokFilesPresent(folder) ? binaries : [...binaries, 'kwok stages'];
}

function provision(cache) {
  const { folder, bin } = paths(cache);
  mkdirSync(bin, { recursive: true });
  for (const module of MODULES) {
    if (module.packages.some(({ binary }) => !present(bin, binary, module.version)))
      build(module, folder, bin);
  }
  if (!kwokFilesPresent(folder)) copyKwokFiles(folder);
}

export const controlPlane = {
  name: 'control-plane',
  what: `Kubernetes ${KUBERNETES}, etcd ${ETCD}, kwok ${KWOK}`,
  remedy: 'needs Go 1.26 or newer and the Go module proxy; the first build takes about 10 minutes',
  missing,
  provision,
};
