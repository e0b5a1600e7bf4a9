import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { ControlPlane } from '../parts/control-plane.ts';
import { freePort } from '../parts/ports.ts';

/** What happens to a write: it passes, it never arrives, or it arrives and its answer does not. */
export type WriteFate = 'pass' | 'lost-request' | 'lost-answer';

/** Stands between the executor and the API server, and can lose a write or its answer. */
export interface WriteProxy {
  readonly kubeconfigFile: string;
  next(fate: WriteFate): void;
  /** Resolves when a write has been lost in one of the two ways. */
  lost(): Promise<void>;
  stop(): Promise<void>;
}

export async function startWriteProxy(cluster: ControlPlane): Promise<WriteProxy> {
  const ca = readFileSync(cluster.caFile);
  let fate: WriteFate = 'pass';
  let announce = () => {};
  const lost = new Promise<void>((resolve) => {
    announce = resolve;
  });

  function handle(incoming: IncomingMessage, answer: ServerResponse): void {
    const isWrite = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    if (isWrite && fate === 'lost-request') {
      announce();
      return;
    }
    const swallow = isWrite && fate === 'lost-answer';
    const url = new URL(incoming.url ?? '/', cluster.url);
    const forwarded = httpsRequest(
      url,
      { method: incoming.method, headers: { ...incoming.headers, host: url.host }, ca },
      (reply) => {
        if (swallow) {
          reply.resume();
          reply.on('end', announce);
          return;
        }
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(answer);
      },
    );
    forwarded.on('error', () => answer.destroy());
    incoming.pipe(forwarded);
  }

  const server = createServer(handle);
  const port = await freePort();
  await new Promise<void>((resolve) => {
    server.listen(port, '127.0.0.1', resolve);
  });
  const kubeconfigFile = join(mkdtempSync(join(tmpdir(), 'firebreak-proxy-')), 'kubeconfig');
  writeFileSync(
    kubeconfigFile,
    stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        { name: 'proxy', cluster: { server: `http://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true } },
      ],
      users: [{ name: 'executor', user: { token: cluster.tokens['firebreak-executor'] } }],
      contexts: [{ name: 'proxy', context: { cluster: 'proxy', user: 'executor' } }],
      'current-context': 'proxy',
    }),
  );
  return {
    kubeconfigFile,
    next(chosen) {
      fate = chosen;
    },
    lost: () => lost,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
