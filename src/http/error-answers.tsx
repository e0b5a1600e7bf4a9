import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ProblemPage } from './pages/problem-page.tsx';
import { HttpProblem } from './problem.ts';
import { problemOf } from './problem-of.ts';
import { logUnexpected, sendProblem } from './send-problem.ts';
import { localPath } from './site/local-path.ts';
import type { PageContexts } from './site/page-contexts.ts';
import { sendPage } from './site/send-page.ts';

/** Errors as pages for people and as problem documents for programs. */
export function installErrorAnswers(app: FastifyInstance, contexts: PageContexts): void {
  app.setErrorHandler((error, request, reply) => answer(problemOf(error), error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const problem = new HttpProblem(404, 'request.not-found');
    return answer(problem, problem, request, reply);
  });

  function answer(
    problem: HttpProblem,
    cause: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): FastifyReply {
    if (!isForPeople(request)) return sendProblem(problem, cause, request, reply);
    logUnexpected(problem, cause, request);
    const page = (
      <ProblemPage page={contexts.bare()} problem={problem} requestId={request.id} back={wayBack(request)} />
    );
    return sendPage(reply.code(problem.status).headers(problem.headers), page);
  }
}

function isForPeople(request: FastifyRequest): boolean {
  const access = request.routeOptions.config.access;
  if (request.is404 || access === undefined) return (request.headers.accept ?? '').includes('text/html');
  return access.to === 'page' || access.to === 'own-form';
}

/** After a refused post, the page that the form stood on. */
function wayBack(request: FastifyRequest): string {
  return request.method === 'POST'
    ? localPath(request.url.replace(/\/(decision|undo|end|doctor)$/, ''))
    : '/';
}
