import type { AccessAttributes } from '../adapters/kubernetes/access-review.ts';
import type { ClusterAccess } from '../adapters/kubernetes/cluster-access.ts';
import { ClusterError } from '../ports/cluster.ts';
import type { ScopedGrant } from '../rbac/rule-grants.ts';
import type { Check, Identity } from './check.ts';

/** What is asked of one identity beyond its rights, and only while it answers. */
export type FurtherCheck = (access: ClusterAccess) => Promise<readonly Check[]>;

/** Whether one identity reaches the API server, and has the rights that it needs there. */
export async function checkCluster(
  identity: Identity,
  needed: readonly ScopedGrant[],
  open: () => ClusterAccess,
  further: FurtherCheck,
): Promise<readonly Check[]> {
  const access = opened(open);
  if (access instanceof ClusterError) return [notReached(identity, access)];
  try {
    const reached: Check = {
      name: `cluster as ${identity}`,
      status: 'ok',
      message: `API server ${(await access.version()).gitVersion}`,
    };
    return [reached, await checkRights(identity, needed, access), ...(await further(access))];
  } catch (cause) {
    if (!(cause instanceof ClusterError)) throw cause;
    return [notReached(identity, cause)];
  } finally {
    await access.close();
  }
}

function opened(open: () => ClusterAccess): ClusterAccess | ClusterError {
  try {
    return open();
  } catch (cause) {
    if (cause instanceof ClusterError) return cause;
    throw cause;
  }
}

function notReached(identity: Identity, { code, message }: ClusterError): Check {
  const setting = identity === 'planner' ? 'KUBECONFIG' : 'FIREBREAK_EXECUTOR_KUBECONFIG';
  const answered = code !== 'unreachable' && code !== 'timeout';
  return {
    name: `cluster as ${identity}`,
    status: answered ? 'finding' : 'unreachable',
    message,
    mend: answered ? `check the credentials in ${setting}` : `check ${setting} and the way to the API server`,
  };
}

async function checkRights(
  identity: Identity,
  needed: readonly ScopedGrant[],
  access: ClusterAccess,
): Promise<Check> {
  const name = `rights of the ${identity}`;
  const asked = needed.flatMap(attributesOf);
  const missing: string[] = [];
  for (const attributes of asked) {
    if (!(await access.mayI(attributes))) missing.push(attributesText(attributes));
  }
  if (missing.length === 0) return { name, status: 'ok', message: `all ${asked.length} are there` };
  const mend = 'firebreak policy rbac | kubectl apply -f -';
  return { name, status: 'finding', message: `missing: ${missing.join(', ')}`, mend };
}

function attributesOf({ namespace, grant }: ScopedGrant): readonly AccessAttributes[] {
  const { apiGroup: group, resource, verbs, names } = grant;
  return verbs.flatMap((verb) =>
    (names ?? [undefined]).map((name) => ({
      verb,
      group,
      resource,
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
    })),
  );
}

function attributesText({ verb, group, resource, namespace, name }: AccessAttributes): string {
  const what = `${verb} ${resource}${group === '' ? '' : `.${group}`}${name === undefined ? '' : `/${name}`}`;
  return namespace === undefined ? what : `${what} in ${namespace}`;
}
