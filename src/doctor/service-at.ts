import { z } from 'zod';
import { getJson, HttpJsonError } from '../adapters/http-json.ts';
import type { Settings } from '../config.ts';

const timeoutMilliseconds = 2_000;

/** Addresses that mean every interface, by the one to ask. */
const anywhere: Readonly<Record<string, string>> = {
  '0.0.0.0': '127.0.0.1',
  '::': '[::1]',
  '::1': '[::1]',
};

/** Whether a running Firebreak answers where these settings let it listen. */
export async function isServiceAt(
  { host, port }: Pick<Settings, 'host' | 'port'>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const address = new URL(`http://${anywhere[host] ?? host}:${port}/livez`);
    await getJson(address, z.object({ alive: z.literal(true) }), { timeoutMilliseconds, signal });
    return true;
  } catch (cause) {
    if (cause instanceof HttpJsonError) return false;
    throw cause;
  }
}
