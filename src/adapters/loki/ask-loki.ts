import type { z } from 'zod';
import { messageOf } from '../../domain/message-of.ts';
import { LogArchiveError } from '../../ports/log-archive.ts';
import { getJson } from '../http-json.ts';

export interface LokiOptions {
  /** With its path prefix where it has one; a user and password in it become basic authentication. */
  readonly url: string;
  /** Wins over a user and password in the address. */
  readonly bearerToken?: string | undefined;
  /** The tenant, where Loki has several. */
  readonly orgId?: string | undefined;
  /** For one request, the answer included. */
  readonly timeoutMilliseconds: number;
}

/** Loki takes lines of up to 256 KiB; a container that writes such lines is not worth more memory than this. */
const mostBytes = 8 * 1024 * 1024;

/** One GET of Loki's HTTP API v1. Throws `LogArchiveError`. https://grafana.com/docs/loki/latest/reference/loki-http-api/ */
export async function askLoki<S extends z.ZodType>(
  { url, bearerToken, orgId, timeoutMilliseconds }: LokiOptions,
  path: string,
  parameters: Readonly<Record<string, string>>,
  schema: S,
  signal: AbortSignal,
): Promise<z.output<S>> {
  const address = new URL(url);
  address.pathname = `${address.pathname.replace(/\/+$/u, '')}/loki/api/v1/${path}`;
  for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value);
  const headers = {
    ...(bearerToken === undefined ? {} : { authorization: `Bearer ${bearerToken}` }),
    ...(orgId === undefined ? {} : { 'x-scope-orgid': orgId }),
  };
  try {
    return await getJson(address, schema, { timeoutMilliseconds, signal, headers, mostBytes });
  } catch (cause) {
    throw new LogArchiveError(messageOf(cause), { cause });
  }
}
