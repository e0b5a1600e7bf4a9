import { z } from 'zod';
import type { LocalUser, LocalUsers } from '../http/auth/local-users.ts';
import { passwordPattern } from '../http/auth/password.ts';
import { personNameSchema } from '../http/auth/person-name.ts';
import { roles } from '../http/auth/role.ts';
import { readPrivateJson, writePrivateJson } from './private-json-file.ts';

const userSchema = z.object({
  name: personNameSchema,
  role: z.enum(roles),
  groups: z.array(z.string().min(1)).default([]),
  password: z.string().regex(passwordPattern, 'a hash that `firebreak user add` writes'),
  changedAt: z.iso.datetime(),
});
const fileSchema = z.object({
  apiVersion: z.literal('firebreak.dev/v1'),
  kind: z.literal('Users'),
  users: z.array(userSchema),
});

/** The users file cannot be read as one; the message says where and what would be right. */
export class UsersFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsersFileError';
  }
}

/** Reads the file at every question: who is taken out of it is out at once. No file: no users. */
export function openUsersFile(file: string): LocalUsers {
  return { all: () => readUsers(file) };
}

/** Throws `UsersFileError`. */
export function readUsers(file: string): readonly LocalUser[] {
  return readPrivateJson(file, fileSchema, failure)?.users ?? [];
}

export function writeUsers(file: string, users: readonly LocalUser[]): void {
  writePrivateJson(file, { apiVersion: 'firebreak.dev/v1', kind: 'Users', users });
}

function failure(message: string, options?: ErrorOptions): UsersFileError {
  return new UsersFileError(message, options);
}
