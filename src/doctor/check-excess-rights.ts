import type { AccessAttributes } from '../adapters/kubernetes/access-review.ts';
import type { ClusterAccess } from '../adapters/kubernetes/cluster-access.ts';
import { excessRights } from '../rbac/excess-rights.ts';
import type { ScopedGrant } from '../rbac/rule-grants.ts';
import type { Check, Identity } from './check.ts';

const rbac = 'rbac.authorization.k8s.io';

/** Rights that are as good as many others: https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks */
const dangers: readonly { readonly may: string; readonly asked: AccessAttributes }[] = [
  { may: 'do everything', asked: { verb: '*', group: '*', resource: '*' } },
  { may: 'read every Secret', asked: { verb: 'get', group: '', resource: 'secrets' } },
  { may: 'list every Secret', asked: { verb: 'list', group: '', resource: 'secrets' } },
  { may: 'run commands in pods', asked: { verb: 'create', group: '', resource: 'pods/exec' } },
  { may: 'make tokens', asked: { verb: 'create', group: '', resource: 'serviceaccounts/token' } },
  { may: 'impersonate', asked: { verb: 'impersonate', group: '', resource: 'serviceaccounts' } },
  { may: 'escalate roles', asked: { verb: 'escalate', group: rbac, resource: 'clusterroles' } },
  { may: 'bind roles', asked: { verb: 'bind', group: rbac, resource: 'clusterroles' } },
  {
    may: 'change the admission policies that hold it',
    asked: {
      verb: 'delete',
      group: 'admissionregistration.k8s.io',
      resource: 'validatingadmissionpolicybindings',
    },
  },
];

const mostShown = 8;

/**
 * Rights that Firebreak never uses, and whoever takes its token over would. Those of a Role in another namespace than
 * these are not seen: the API server lists rights by namespace.
 */
export async function checkExcessRights(
  identity: Identity,
  needed: readonly ScopedGrant[],
  namespaces: readonly string[],
  access: ClusterAccess,
): Promise<readonly Check[]> {
  const name = `rights of the ${identity}`;
  const mend = 'give it what `firebreak policy rbac` prints, and take every other role binding away from it';
  const dangerous: string[] = [];
  for (const { may, asked } of dangers) if (await access.mayI(asked)) dangerous.push(may);
  if (dangerous.length > 0)
    return [{ name, status: 'finding', message: `it may ${dangerous.join(', ')}`, mend }];

  const [writing, reading] = [new Set<string>(), new Set<string>()];
  for (const namespace of namespaces) {
    const rules = await access.rulesIn(namespace);
    if (rules === undefined) continue;
    const excess = excessRights(rules, needed, namespace);
    for (const text of excess.writing) writing.add(text);
    for (const text of excess.reading) reading.add(text);
  }
  return [
    ...(writing.size === 0
      ? []
      : [
          {
            name,
            status: 'finding',
            message: `more than the policies need: ${shown(writing)}`,
            mend,
          } as const,
        ]),
    ...(reading.size === 0
      ? []
      : [{ name, status: 'note', message: `reads more than is needed: ${shown(reading)}`, mend } as const]),
  ];
}

function shown(texts: ReadonlySet<string>): string {
  const all = [...texts];
  const more = all.length - mostShown;
  return `${all.slice(0, mostShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
