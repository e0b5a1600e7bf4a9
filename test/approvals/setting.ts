import { randomBytes } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { root } from '../../scripts/prepare.mjs';
import type { Incident } from '../../src/domain/incident.ts';
import { hashPassword } from '../../src/http/auth/password.ts';
import type { Role } from '../../src/http/auth/role.ts';
import { rowOf } from '../../src/store/incidents.ts';
import { openStore } from '../../src/store/sqlite.ts';
import { writeUsers } from '../../src/store/users-file.ts';

/** People who sign in with the password, and are known in Slack by `U0NAME`. */
export type Person = 'ann' | 'bob' | 'dan' | 'vic';

export const password = 'correct horse battery staple';
const roles: Readonly<Record<Person, Role>> = {
  ann: 'admin',
  bob: 'approver',
  dan: 'approver',
  vic: 'viewer',
};

/** Eve is in Slack, and nobody else knows her. */
export function slackId(person: Person | 'eve'): string {
  return `U0${person.toUpperCase()}`;
}

/** Ann and Bob decide on everything, and so does the token of the environment. */
export const decideEverything = {
  name: 'on-call',
  people: ['ann', 'bob'],
  tokens: ['api'],
  risks: ['low', 'medium', 'high'],
};

const hashed = hashPassword(password, randomBytes);

export async function writePeople(dataDir: string, now: Date): Promise<void> {
  const hash = await hashed;
  const changedAt = new Date(now.getTime() - 1_000).toISOString();
  writeUsers(
    join(dataDir, 'users.json'),
    Object.entries(roles).map(([name, role]) => ({ name, role, groups: [], password: hash, changedAt })),
  );
}

export async function storeIncident(incident: Incident, dataDir: string, now: Date): Promise<void> {
  const store = await openStore(dataDir);
  const { id, key, cluster } = incident;
  const at = now.toISOString();
  const times = { opened_at: at, updated_at: at, closed_at: null, due_at: null };
  await store.db
    .insertInto('incidents')
    .values({ ...rowOf(incident), ...times, id, key, cluster })
    .execute();
  await store.close();
}

/** The packaged policies with these rules for approvers. */
export function policiesIn(folder: string, rules: readonly object[]): string {
  cpSync(join(root, 'policies'), folder, { recursive: true });
  const people = (Object.keys(roles) as Person[]).map((name) => ({
    name,
    local: [name],
    slack: [slackId(name)],
  }));
  const document = {
    apiVersion: 'firebreak.dev/v1',
    kind: 'Approvers',
    metadata: { name: 'approvers' },
    spec: { people, rules },
  };
  writeFileSync(join(folder, 'approvers.yaml'), stringify(document));
  return folder;
}
