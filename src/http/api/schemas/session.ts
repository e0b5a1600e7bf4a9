import { z } from 'zod';
import { signInMethods } from '../../../domain/decision.ts';
import { roles } from '../../auth/role.ts';
import { list, timeSchema } from './common.ts';

export const sessionSchema = z.object({
  id: z.string().describe('SHA-256 of the cookie’s value: it names a session, and signs nobody in.'),
  person: z.string(),
  role: z.enum(roles),
  via: z.enum(signInMethods),
  from: z.string().nullable().describe('The address that they signed in from.'),
  createdAt: timeSchema,
  expiresAt: timeSchema,
});

export const sessionsSchema = z.object({ sessions: list(sessionSchema) });
