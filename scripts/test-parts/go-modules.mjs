import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isExecutable, run } from './shell.mjs';

export const KUBERNETES = '1.36.3';
const [MAJOR, MINOR, PATCH] = KUBERNETES.split('.');
const VERSION_PACKAGE = 'k8s.io/component-base/version';

/**
 * A Go module at one version, and the programs to build from it into `<folder>/bin`, where `folder` is the part's own.
 * `goMod` gives the lines of its go.mod after the first two.
 */
export function kubernetesModule(programs) {
  return {
    name: 'kubernetes',
    version: KUBERNETES,
    packages: programs.map((name) => ({ binary: name, path: `k8s.io/kubernetes/cmd/${name}` })),
    goMod: kubernetesGoMod,
    ldflags: [
      `-X ${VERSION_PACKAGE}.gitVersion=v${KUBERNETES}`,
      `-X ${VERSION_PACKAGE}.gitMajor=${MAJOR}`,
      `-X ${VERSION_PACKAGE}.gitMinor=${MINOR}`,
    ],
  };
}

/** Where a module's source lies, and its go.mod, once it is downloaded. */
export function download(folder, module, version) {
  return JSON.parse(run('go', ['mod', 'download', '-json', `${module}@v${version}`], { cwd: folder }));
}

/** Kubernetes replaces its staging modules by folders that the module proxy does not serve: name their releases instead. */
function kubernetesGoMod(folder) {
  const source = readFileSync(download(folder, 'k8s.io/kubernetes', KUBERNETES).GoMod, 'utf8');
  const staging = [...source.matchAll(/^\s*(k8s\.io\/\S+) => \.\/staging\/src\/\S+$/gm)].map(
    (match) => match[1],
  );
  if (staging.length === 0) throw new Error("found no staging modules in Kubernetes's go.mod");
  const release = `v0.${MINOR}.${PATCH}`;
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
function build(module, folder) {
  const bin = join(folder, 'bin');
  const work = join(folder, 'modules', module.name);
  const out = join(work, 'out');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  mkdirSync(bin, { recursive: true });
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

function present(folder, binary, version) {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets && isExecutable(join(assets, binary))) return true;
  const bin = join(folder, 'bin');
  const stamp = join(bin, `.${binary}.version`);
  return isExecutable(join(bin, binary)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === version;
}

/** The programs of these modules that are not there, or are of another version. */
export function missingPrograms(modules, folder) {
  return modules.flatMap(({ packages, version }) =>
    packages.map(({ binary }) => binary).filter((binary) => !present(folder, binary, version)),
  );
}

export function buildMissing(modules, folder) {
  mkdirSync(folder, { recursive: true });
  for (const module of modules) {
    if (missingPrograms([module], folder).length > 0) build(module, folder);
  }
}
