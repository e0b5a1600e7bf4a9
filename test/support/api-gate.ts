import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ControlPlane, KubeUser } from '../parts/control-plane.ts';
import { freePort } from '../parts/ports.ts';

/** A way to the API server that can be shut, as its own is when it is away: connections end, and none is taken. */
export interface ApiGate {
  kubeconfigFor(user: KubeUser): string;
  shut(): Promise<void>;
  open(): Promise<void>;
  stop(): Promise<void>;
}

export async function startApiGate(cluster: Pick<ControlPlane, 'url' | 'kubeconfigFor'>): Promise<ApiGate> {
  const folder = mkdtempSync(join(tmpdir(), 'firebreak-gate-'));
  const { hostname, port: behind } = new URL(cluster.url);
  const port = await freePort();
  const sockets = new Set<Socket>();
  const hold = (socket: Socket, other: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => other.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
  };
  const server = createServer((incoming) => {
    const outgoing = connect(Number(behind), hostname);
    hold(incoming, outgoing);
    hold(outgoing, incoming);
    incoming.pipe(outgoing).pipe(incoming);
  });
  const gate = {
    kubeconfigFor(user: KubeUser): string {
      const file = join(folder, `${user}.kubeconfig`);
      const text = readFileSync(cluster.kubeconfigFor(user), 'utf8');
      writeFileSync(file, text.replaceAll(cluster.url, `https://127.0.0.1:${port}`));
      return file;
    },
    open: () => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve)),
    shut: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
    async stop() {
      if (server.listening) await gate.shut();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await gate.open();
  return gate;
}
