import { type LiveAdmission, admissionGaps, boundSourcesIn } from '../admission/admission-gaps.ts';
import { admissionPolicies } from '../admission/admission-policies.ts';
import { cronJobsOf } from '../admission/cronjobs-of.ts';
import type { PolicySpec } from '../admission/manifests.ts';
import type { Source } from '../admission/owner-shape.ts';
import type { Policies } from '../guardrails/policies/policies.ts';
import { ClusterError, type ClusterReader } from '../ports/cluster.ts';
import type { Subject } from '../rbac/manifests.ts';
import type { Check, Identity } from './check.ts';

const name = 'admission policies';
const mend =
  'firebreak policy admission --live | kubectl apply -f - (with --policies, --planner and --executor as these are set up), or helm upgrade for the packaged policies';

/** Whether the API server holds both identities to just these policies: each is there, the same, and bound. */
export async function checkAdmissionPolicies(
  policies: Policies,
  userNames: Readonly<Record<Identity, string>>,
  reader: ClusterReader,
): Promise<readonly Check[]> {
  try {
    const live = await readAdmission(reader);
    const subjects = { planner: subjectOf(userNames.planner), executor: subjectOf(userNames.executor) };
    const implied = admissionPolicies(policies, subjects, await cronJobsOf(reader)).policies;
    const { missing, different, unbound } = admissionGaps(implied, live);
    const parts = [
      ...told('not there', missing),
      ...told('other than the policies imply', different),
      ...told('not bound', unbound),
    ];
    if (parts.length > 0) return [{ name, status: 'finding', message: parts.join('; '), mend }];
    const message = `all ${implied.length} are there, bound, and as the policies imply`;
    return [{ name, status: 'ok', message }, ...newCronJobs(implied, live)];
  } catch (cause) {
    if (!(cause instanceof ClusterError)) throw cause;
    return [
      {
        name,
        status: 'note',
        message: `could not be compared: ${cause.message}`,
        mend: 'firebreak policy rbac | kubectl apply -f -',
      },
    ];
  }
}

/** Nothing is open that should not be: their runs are refused. */
function newCronJobs(implied: readonly PolicySpec[], { policies }: LiveAdmission): readonly Check[] {
  const texts = (sources: readonly Source[]) => sources.map((each) => `${each.namespace}/${each.name}`);
  const bound = new Set(texts(boundSourcesIn(policies)));
  const unbound = texts(implied.flatMap(({ bindings = [] }) => bindings.map(({ param }) => param))).filter(
    (text) => !bound.has(text),
  );
  if (unbound.length === 0) return [];
  const message = `these CronJobs have come since, and are not run: ${unbound.join(', ')}`;
  return [{ name, status: 'note', message, mend }];
}

async function readAdmission(reader: ClusterReader): Promise<LiveAdmission> {
  const listed = (kind: string) => reader.list({ apiVersion: 'admissionregistration.k8s.io/v1', kind });
  const [policies, bindings] = await Promise.all([
    listed('ValidatingAdmissionPolicy'),
    listed('ValidatingAdmissionPolicyBinding'),
  ]);
  return { policies: policies.items, bindings: bindings.items };
}

/** A service account by its user name: https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/ */
function subjectOf(userName: string): Subject {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/u.exec(userName) ?? [];
  if (namespace === undefined || account === undefined) return { kind: 'User', name: userName };
  return { kind: 'ServiceAccount', namespace, name: account };
}

function told(what: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`${what}: ${names.join(', ')}`];
}
