import { z } from 'zod';
import { askLoki } from '../adapters/loki/ask-loki.ts';
import type { Settings } from '../config.ts';
import { LogArchiveError } from '../ports/log-archive.ts';
import type { Check } from './check.ts';

const timeoutMilliseconds = 5_000;
const name = 'loki';
const needed = ['namespace', 'pod', 'container'] as const;

/** Loki leaves `data` out where it holds nothing. */
const labels = z.object({ status: z.literal('success'), data: z.array(z.string()).nullish() });

/** Whether Loki answers, and knows streams by the labels that it is asked by; nothing where none is configured. */
export async function checkLoki(
  { lokiUrl, lokiBearerToken, lokiOrgId }: Pick<Settings, 'lokiUrl' | 'lokiBearerToken' | 'lokiOrgId'>,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  if (lokiUrl === undefined) return [];
  const options = { url: lokiUrl, bearerToken: lokiBearerToken, orgId: lokiOrgId, timeoutMilliseconds };
  try {
    const { data } = await askLoki(options, 'labels', {}, labels, signal);
    const missing = needed.filter((label) => data?.includes(label) !== true);
    if (missing.length === 0) return [{ name, status: 'ok', message: 'answers, and knows pods' }];
    return [
      {
        name,
        status: 'finding',
        message: `answers, and lately got no stream with the label ${missing.join(', ')}`,
        mend: 'let what ships logs give these labels; where Loki has tenants, set LOKI_ORG_ID',
      },
    ];
  } catch (cause) {
    if (!(cause instanceof LogArchiveError)) throw cause;
    const mend = 'check LOKI_URL, with its path prefix, LOKI_BEARER_TOKEN and LOKI_ORG_ID';
    return [{ name, status: 'unreachable', message: cause.message, mend }];
  }
}
