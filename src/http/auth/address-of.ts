import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';

/** Where a request comes from. What a proxy passes on counts only as an address: it may quote what it was sent. */
export function addressOf({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string {
  return isIP(ip) === 0 ? (socket.remoteAddress ?? 'unknown') : ip;
}
