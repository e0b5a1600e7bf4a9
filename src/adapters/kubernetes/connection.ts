import { createHash } from 'node:crypto';
import { Agent, type Dispatcher, ProxyAgent, request } from 'undici';
import { ClusterError } from '../../ports/cluster.ts';
import { createCredentials, type TlsSettings } from './credentials.ts';
import type { KubeConfig } from './kube-config.ts';
import { transportError } from './transport-error.ts';

/** One HTTP exchange with the API server; `path` starts with a slash and is encoded already. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly accept?: string;
  readonly contentType?: string;
  readonly body?: unknown;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

export interface Connection {
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface ConnectionOptions {
  readonly kubeConfig: KubeConfig;
  /** For the whole exchange, the body included. */
  readonly timeoutMilliseconds: number;
  /** An answer with a longer body is an error: memory is not the API server's to fill. */
  readonly maxAnswerBytes: number;
  /** Ends every request under way. */
  readonly signal?: AbortSignal | undefined;
}

function tlsOptions(tls: TlsSettings): object {
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined));
}

function dispatcherFor(proxyUrl: string | undefined, tls: TlsSettings): Dispatcher {
  const connect = tlsOptions(tls);
  if (proxyUrl === undefined || proxyUrl === '') return new Agent({ connect });
  if (!/^https?:/u.test(proxyUrl)) {
    throw new ClusterError('unreachable', "the kubeconfig's proxy-url is neither http nor https");
  }
  return new ProxyAgent({ uri: proxyUrl, requestTls: connect });
}

function fingerprint(tls: TlsSettings): string {
  const hash = createHash('sha256');
  for (const [name, value] of Object.entries(tlsOptions(tls))) hash.update(`${name}=${String(value)}\n`);
  return hash.digest('hex');
}

/** Exec plugins and mounted files rotate client certificates, so the dispatcher lives as long as its TLS settings. */
function dispatchers(kubeConfig: KubeConfig) {
  let current: { readonly key: string; readonly dispatcher: Dispatcher } | undefined;
  return {
    for(tls: TlsSettings): Dispatcher {
      const key = fingerprint(tls);
      if (current?.key === key) return current.dispatcher;
      void current?.dispatcher.close();
      current = { key, dispatcher: dispatcherFor(kubeConfig.cluster.proxyUrl, tls) };
      return current.dispatcher;
    },
    close: async () => {
      await current?.dispatcher.close();
    },
  };
}

function address(server: string, { path, query }: HttpRequest): string {
  const given = Object.entries(query ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const search = new URLSearchParams(given).toString();
  return `${server}${path}${search === '' ? '' : `?${search}`}`;
}

async function readText(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      body.destroy();
      throw new ClusterError('server-error', `the API server's answer is longer than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** HTTP to the API server that the kubeconfig names. No retries, no redirects. Throws `ClusterError`. */
export function createConnection(options: ConnectionOptions): Connection {
  const { kubeConfig, timeoutMilliseconds, maxAnswerBytes, signal } = options;
  const { server, skipTLSVerify } = kubeConfig.cluster;
  if (!server.startsWith('https:') && !skipTLSVerify) {
    throw new ClusterError('invalid', `${server} is not https; only insecure-skip-tls-verify allows that`);
  }
  const credentials = createCredentials(kubeConfig);
  const pool = dispatchers(kubeConfig);
  return {
    async send(wanted) {
      const deadline = AbortSignal.timeout(timeoutMilliseconds);
      try {
        const { headers, tls } = await credentials();
        const answer = await request(address(server, wanted), {
          method: wanted.method,
          dispatcher: pool.for(tls),
          signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
          headers: {
            ...headers,
            accept: wanted.accept ?? 'application/json',
            'user-agent': 'firebreak',
            ...(wanted.body === undefined
              ? {}
              : { 'content-type': wanted.contentType ?? 'application/json' }),
          },
          body: wanted.body === undefined ? null : JSON.stringify(wanted.body),
        });
        const text = await readText(answer.body, maxAnswerBytes);
        return { status: answer.statusCode, headers: answer.headers, text };
      } catch (error) {
        throw transportError(error, server);
      }
    },
    close: () => pool.close(),
  };
}
