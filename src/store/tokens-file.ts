import { z } from 'zod';
import type { ApiToken, ApiTokens } from '../http/auth/api-token.ts';
import { roles } from '../http/auth/role.ts';
import { scopes } from '../http/auth/scopes.ts';
import { readPrivateJson, writePrivateJson } from './private-json-file.ts';

/** The name of FIREBREAK_API_TOKEN, which no token of the file takes. */
export const environmentTokenName = 'api';

export const tokenName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{0,62}$/u, 'lower-case letters, digits, dashes and dots')
  .refine((name) => name !== environmentTokenName, 'a name other than that of FIREBREAK_API_TOKEN');

const fileSchema = z.object({
  apiVersion: z.literal('firebreak.dev/v1'),
  kind: z.literal('Tokens'),
  tokens: z.array(
    z.object({
      name: tokenName,
      role: z.enum(roles),
      sha256: z.string().regex(/^[0-9a-f]{64}$/u, 'a SHA-256 that `firebreak token add` writes'),
      scopes: z.array(z.enum(scopes)).min(1).exactOptional(),
    }),
  ),
});

/** The tokens file cannot be read as one; the message says where and what would be right. */
export class TokensFileError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TokensFileError';
  }
}

/** Reads the file at every question: a token that is taken out is of no use at once. No file: no tokens. */
export function openTokensFile(file: string): ApiTokens {
  return { all: () => readTokens(file) };
}

/** Throws `TokensFileError`. */
export function readTokens(file: string): readonly ApiToken[] {
  return readPrivateJson(file, fileSchema, failure)?.tokens ?? [];
}

export function writeTokens(file: string, tokens: readonly ApiToken[]): void {
  writePrivateJson(file, { apiVersion: 'firebreak.dev/v1', kind: 'Tokens', tokens });
}

function failure(message: string, options?: ErrorOptions): TokensFileError {
  return new TokensFileError(message, options);
}
