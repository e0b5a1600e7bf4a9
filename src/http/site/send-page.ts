import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { renderPage } from '../pages/render-page.ts';

export function sendPage(reply: FastifyReply, page: VNode): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(renderPage(page));
}
