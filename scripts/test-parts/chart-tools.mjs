import { join } from 'node:path';
import { buildMissing, KUBERNETES, kubernetesModule, missingPrograms } from './go-modules.mjs';

const HELM = '3.22.0';
const KUBECONFORM = '0.8.0';
const [MAJOR, MINOR] = KUBERNETES.split('.');

const MODULES = [
  kubernetesModule(['kubectl']),
  {
    name: 'helm',
    version: HELM,
    packages: [{ binary: 'helm', path: 'helm.sh/helm/v3/cmd/helm' }],
    goMod: () => [`require helm.sh/helm/v3 v${HELM}`],
    // What `helm template` and `helm lint` take for the version of the cluster.
    ldflags: [
      `-X helm.sh/helm/v3/internal/version.version=v${HELM}`,
      ...['pkg/lint/rules', 'pkg/chartutil'].flatMap((path) => [
        `-X helm.sh/helm/v3/${path}.k8sVersionMajor=${MAJOR}`,
        `-X helm.sh/helm/v3/${path}.k8sVersionMinor=${MINOR}`,
      ]),
    ],
  },
  {
    name: 'kubeconform',
    version: KUBECONFORM,
    packages: [{ binary: 'kubeconform', path: 'github.com/yannh/kubeconform/cmd/kubeconform' }],
    goMod: () => [`require github.com/yannh/kubeconform v${KUBECONFORM}`],
    ldflags: [],
  },
];

function folderOf(cache) {
  return join(cache, 'chart-tools');
}

export const chartTools = {
  name: 'chart-tools',
  what: `Helm ${HELM}, kubectl ${KUBERNETES}, kubeconform ${KUBECONFORM}`,
  remedy: 'needs Go 1.26 or newer and the Go module proxy; the first build takes about 5 minutes',
  missing: (cache) => missingPrograms(MODULES, folderOf(cache)),
  provision: (cache) => buildMissing(MODULES, folderOf(cache)),
};
