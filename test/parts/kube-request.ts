import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { text } from 'node:stream/consumers';

export interface KubeRequestOptions {
  readonly body?: unknown;
  readonly contentType?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface KubeReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** The raw answer: a log is plain text. */
  readonly text: string;
  /** The answer as JSON; undefined where it is not JSON. */
  readonly json: unknown;
}

export type KubeRequest = (method: string, path: string, options?: KubeRequestOptions) => Promise<KubeReply>;

function parse(body: string, contentType: string | undefined): unknown {
  return contentType?.includes('json') === true ? (JSON.parse(body) as unknown) : undefined;
}

/** A bare client for setting the stage, so that tests do not prove the product's client with itself. */
export function kubeRequester(url: string, ca: string, defaultToken: string): KubeRequest {
  const agent = new Agent({ ca, keepAlive: false });
  return async (method, path, options = {}) => {
    const body = options.body === undefined ? undefined : JSON.stringify(options.body);
    const headers = {
      ...options.headers,
      authorization: `Bearer ${options.token ?? defaultToken}`,
      accept: 'application/json',
      // Node sends no length with a DELETE by itself, and the body would be lost.
      ...(body === undefined
        ? {}
        : {
            'content-type': options.contentType ?? 'application/json',
            'content-length': String(Buffer.byteLength(body)),
          }),
    };
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpsRequest(new URL(path, url), { method, agent, headers, timeout: 30_000 }, resolve);
      request.once('timeout', () => request.destroy(new Error(`${method} ${path}: no answer within 30 s`)));
      request.once('error', reject);
      request.end(body);
    });
    const answer = await text(response);
    return {
      status: response.statusCode ?? 0,
      headers: response.headers,
      text: answer,
      json: parse(answer, response.headers['content-type']),
    };
  };
}

/** The JSON answer, or an error with what the API server said. */
export async function expectOk(reply: Promise<KubeReply>, what: string): Promise<unknown> {
  const { status, text: answer, json } = await reply;
  if (status >= 400) throw new Error(`${what}: ${status} ${answer.slice(0, 500)}`);
  return json;
}
