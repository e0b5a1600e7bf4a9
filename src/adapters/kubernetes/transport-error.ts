import { ClusterError } from '../../ports/cluster.ts';

const TIMEOUT_CODES: ReadonlySet<string> = new Set([
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : codeOf(error.cause);
}

/**
 * What went wrong before there was an answer. Only codes go into the message: an exec plugin's stderr or a header
 * in the error's text could hold a token.
 */
export function transportError(error: unknown, server: string): ClusterError {
  if (error instanceof ClusterError) return error;
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new ClusterError('timeout', `${server} did not answer in time`);
  }
  const code = codeOf(error) ?? 'unknown error';
  return TIMEOUT_CODES.has(code)
    ? new ClusterError('timeout', `${server} did not answer in time (${code})`)
    : new ClusterError('unreachable', `${server} could not be reached (${code})`);
}
