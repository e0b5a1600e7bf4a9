import { BedrockRuntimeServiceException } from '@aws-sdk/client-bedrock-runtime';
import { ModelError, type ModelErrorCode } from '../../ports/model.ts';
import { isOverflow } from './overflow-words.ts';
import { retryAfterOf } from './retry-after.ts';

/**
 * What the SDK threw, as one of our codes. AWS names its exceptions by `name`, which is their code on the wire
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_Errors).
 * The service's own words stay out: they may quote the prompt or the account.
 */
export function toModelError(name: string, error: unknown, signal: AbortSignal): ModelError {
  if (error instanceof ModelError) return error;
  const kind = error instanceof Error ? error.name : '';
  if (signal.aborted || kind === 'AbortError' || kind === 'TimeoutError')
    return new ModelError('timeout', `${name}: no answer in time`);
  if (error instanceof BedrockRuntimeServiceException) {
    const status = error.$metadata.httpStatusCode ?? 0;
    const retryAfterMs = retryAfterOf(error.$response?.headers['retry-after']);
    return new ModelError(codeOf(kind, status, error.message), `${name}: ${kind} (HTTP ${status})`, {
      retryAfterMs,
    });
  }
  if (kind === 'CredentialsProviderError')
    return new ModelError('access-denied', `${name}: no AWS credentials were found`);
  // A body that is no JSON makes the SDK throw with the answer attached; without one nobody answered.
  const answered = error instanceof Error && ('$response' in error || '$responseBodyText' in error);
  return answered
    ? new ModelError('invalid-reply', `${name}: the answer is not readable`)
    : new ModelError('unreachable', `${name}: not reachable`);
}

function codeOf(exception: string, status: number, message: string): ModelErrorCode {
  switch (exception) {
    case 'ValidationException':
      return isOverflow(message) ? 'context-overflow' : 'invalid-request';
    case 'ThrottlingException':
    case 'ServiceQuotaExceededException':
    case 'ModelNotReadyException':
      return 'rate-limited';
    case 'ModelTimeoutException':
      return 'timeout';
    case 'ModelErrorException':
      return 'server-error';
    default:
      return ofStatus(status);
  }
}

/** Signing failures and what the gateway in front adds are known by their status alone. */
function ofStatus(status: number): ModelErrorCode {
  if (status === 401 || status === 403) return 'access-denied';
  if (status === 408) return 'timeout';
  if (status === 429) return 'rate-limited';
  if (status >= 500) return 'server-error';
  // A success that the SDK makes an exception of is a body that it could not read; a redirect is followed by nobody.
  if (status < 300) return 'invalid-reply';
  return status < 400 ? 'unreachable' : 'invalid-request';
}
