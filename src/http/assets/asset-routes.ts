import type { FastifyInstance } from 'fastify';
import { anyone } from '../auth/access.ts';
import type { Assets } from './assets.ts';

/** The files that pages refer to. Their address holds a hash of their content, so they may be kept for a year. */
export function assetRoutes(app: FastifyInstance, assets: Assets): void {
  for (const asset of Object.values(assets)) {
    app.get(asset.path, { config: { access: anyone } }, async (_request, reply) =>
      reply.type(asset.type).header('cache-control', 'public, max-age=31536000, immutable').send(asset.body),
    );
  }
}
