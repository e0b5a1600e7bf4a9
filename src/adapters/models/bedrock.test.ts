import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { listen, sendJson, type TestServer } from '../../../test/parts/json-server.ts';
import { ModelError, type ModelRequest } from '../../ports/model.ts';
import { bedrockModel } from './bedrock.ts';

const request: ModelRequest = {
  messages: [{ role: 'user', text: 'what happened' }],
  tools: [],
  maxOutputTokens: 100,
};
const answer = {
  output: { message: { role: 'assistant', content: [{ text: 'thanks' }] } },
  stopReason: 'end_turn',
  usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
};

async function failureOf(endpoint: string, signal = new AbortController().signal): Promise<ModelError> {
  const model = bedrockModel({ modelId: 'amazon.nova-micro-v1:0', region: 'us-east-1', endpoint });
  const error = await model.complete(request, signal).catch((caught: unknown) => caught);
  if (!(error instanceof ModelError)) throw new Error('expected a ModelError', { cause: error });
  return error;
}

describe('bedrockModel', () => {
  let server: TestServer | undefined;
  beforeEach(() => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIATESTTESTTESTTEST');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'very-secret-key');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server?.stop();
    server = undefined;
  });

  test('says that there are no credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
    vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');

    const error = await failureOf('http://127.0.0.1:1');

    expect([error.code, error.message]).toEqual([
      'access-denied',
      'bedrock:amazon.nova-micro-v1:0: no AWS credentials were found',
    ]);
  });

  test('calls a closed port unreachable', async () => {
    const closed = await listen(() => undefined);
    await closed.stop();

    expect((await failureOf(closed.url)).code).toBe('unreachable');
  });

  test('names the exception, and keeps the account and the words of the service to itself', async () => {
    server = await listen((_, response) =>
      sendJson(
        response,
        403,
        { message: 'User arn:aws:iam::123456789012:user/x may not say what happened' },
        { 'x-amzn-errortype': 'AccessDeniedException' },
      ),
    );

    const error = await failureOf(server.url);

    expect(error.message).toBe('bedrock:amazon.nova-micro-v1:0: AccessDeniedException (HTTP 403)');
    expect(`${error.stack} ${JSON.stringify(error)}`).not.toMatch(/123456789012|what happened|very-secret/);
    expect(error.cause).toBeUndefined();
  });

  test('gives up when the signal says so', async () => {
    const abort = new AbortController();
    server = await listen(() => abort.abort());

    expect((await failureOf(server.url, abort.signal)).code).toBe('timeout');
  });

  test('follows no redirect: evidence goes to the configured address only', async () => {
    const elsewhere: unknown[] = [];
    const thief = await listen((incoming, response) => {
      elsewhere.push(incoming.url);
      sendJson(response, 200, answer);
    });
    server = await listen((_, response) => {
      response.writeHead(307, { location: `${thief.url}/model/x/converse` }).end();
    });

    const error = await failureOf(server.url);
    await thief.stop();

    expect(error.code).toBe('unreachable');
    expect(elsewhere).toEqual([]);
  });
});
