import type { ClusterAccess } from '../adapters/kubernetes/cluster-access.ts';
import type { Clock } from '../ports/clock.ts';
import type { Check } from './check.ts';

/** ValidatingAdmissionPolicy is stable from there on: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/ */
const oldestMinor = 30;
const mostSkewSeconds = 60;

const name = 'API server';

/** Whether the API server is new enough, offers what Firebreak uses, and keeps the same time. */
export async function checkApiServer(access: ClusterAccess, clock: Clock): Promise<readonly Check[]> {
  const { gitVersion, date } = await access.version();
  const holdsPolicies = await access.serves('admissionregistration.k8s.io/v1', 'validatingadmissionpolicies');
  const hasMetrics = await servesMetrics(access);
  const found: readonly Check[] = [
    ...checkVersion(gitVersion),
    ...(holdsPolicies ? [] : [noPolicies]),
    ...(hasMetrics ? [] : [noMetrics]),
    ...(date === undefined ? [] : checkSkew(date, clock.now())),
  ];
  if (found.length > 0) return found;
  return [{ name, status: 'ok', message: 'offers admission policies and metrics, and keeps the same time' }];
}

function checkVersion(gitVersion: string): readonly Check[] {
  const [, major, minor] = /^v(\d+)\.(\d+)/u.exec(gitVersion) ?? [];
  if (major !== '1' || Number(minor) >= oldestMinor) return [];
  return [
    {
      name,
      status: 'finding',
      message: `${gitVersion} is too old`,
      mend: `upgrade Kubernetes to 1.${oldestMinor} or newer`,
    },
  ];
}

const noPolicies: Check = {
  name,
  status: 'finding',
  message: 'serves no ValidatingAdmissionPolicy, so that RBAC alone holds the two identities',
  mend: 'upgrade Kubernetes, or enable admissionregistration.k8s.io/v1; until then give neither a right to write',
};

const noMetrics: Check = {
  name,
  status: 'note',
  message: 'has no metrics API: evidence has no usage of pods and nodes',
  mend: 'install metrics-server',
};

/** An aggregated API whose server is down is answered with an error. */
async function servesMetrics(access: ClusterAccess): Promise<boolean> {
  return access.serves('metrics.k8s.io/v1beta1', 'pods').catch(() => false);
}

function checkSkew(theirs: Date, ours: Date): readonly Check[] {
  const seconds = Math.round((ours.getTime() - theirs.getTime()) / 1000);
  if (Math.abs(seconds) <= mostSkewSeconds) return [];
  return [
    {
      name: 'clock',
      status: 'finding',
      message: `this clock is ${Math.abs(seconds)} seconds ${seconds > 0 ? 'ahead of' : 'behind'} the API server's`,
      mend: 'keep both with NTP: expiries, cool-downs and evidence compare the two',
    },
  ];
}
