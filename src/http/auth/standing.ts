import { identifyPerson } from '../../approvals/people.ts';
import type { AuthOptions } from '../app-options.ts';
import { findUser } from './local-users.ts';
import { roleOfGroups } from './role-groups.ts';
import type { Session } from './session-store.ts';

/**
 * A session as it stands now: under the name, role and groups that the files in force give it. Undefined where its
 * way in has been closed, or the person's place in it taken away.
 */
export function standingOf(session: Session, auth: AuthOptions): Session | undefined {
  const current = currentRole(session, auth);
  if (current === undefined) return undefined;
  const { via, ids } = session;
  const person = identifyPerson({ via, ids, groups: current.groups }, auth.people?.() ?? []);
  return person === undefined
    ? undefined
    : { ...session, person: person.name, groups: person.groups, role: current.role };
}

function currentRole(session: Session, auth: AuthOptions): Pick<Session, 'role' | 'groups'> | undefined {
  const { via, ids, groups, role, createdAt } = session;
  switch (via) {
    case 'shared-token':
      return auth.signInToken?.() === undefined ? undefined : { role, groups };
    case 'local': {
      const user = findUser(auth.users, ids[0] ?? '');
      if (user === undefined || user.changedAt > createdAt) return undefined;
      return { role: user.role, groups: user.groups };
    }
    case 'oidc':
    case 'proxy': {
      const isOpen = via === 'oidc' ? auth.identityProvider !== undefined : auth.proxy !== undefined;
      const now = isOpen && auth.roleGroups !== undefined ? roleOfGroups(groups, auth.roleGroups) : undefined;
      return now === undefined ? undefined : { role: now, groups };
    }
    case 'slack':
      return undefined;
  }
}
