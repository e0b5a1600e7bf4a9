import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/**
 * Ends, on a stop, the connections that never sent a request. Browsers open some in advance; Node counts them neither
 * as idle nor as busy (`server.closeIdleConnections`), so a stop would wait for their time-out.
 */
export function closeUnusedConnections(app: FastifyInstance): void {
  const unused = new Set<Socket>();
  app.server.on('connection', (socket: Socket) => {
    unused.add(socket);
    socket.once('close', () => unused.delete(socket));
  });
  app.server.on('request', (request) => unused.delete(request.socket));
  app.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy();
  });
}
