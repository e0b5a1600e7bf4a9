import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type ApiAnswer, type ApiRequest, verbOf } from './api/handle.ts';
import type { PracticeUser } from './api/roles.ts';
import { routeOf } from './api/route.ts';
import { badRequest, StatusError } from './api/status.ts';

/** One request as the API server's audit log would have it. */
export interface RequestRecord {
  readonly auditID: string;
  readonly user: PracticeUser | 'system:anonymous';
  /** `get`, `list`, `create`, `patch`, `delete`, …; the HTTP method in lower case off the resource paths. */
  readonly verb: string;
  readonly requestURI: string;
  readonly dryRun: boolean;
  readonly code: number;
}

export interface PracticeServerOptions {
  readonly users: ReadonlyMap<string, PracticeUser>;
  readonly handle: (request: ApiRequest) => ApiAnswer;
  readonly record: (request: RequestRecord) => void;
  readonly auditId: () => string;
}

function userOf(
  request: IncomingMessage,
  users: ReadonlyMap<string, PracticeUser>,
): PracticeUser | undefined {
  return users.get(/^Bearer (.+)$/u.exec(request.headers.authorization ?? '')?.[1] ?? '');
}

function parseBody(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw badRequest('the body is not JSON');
  }
}

/** As `net.NewWarningHeader` of apimachinery writes it. */
function warningHeader(warning: string): string {
  return `299 - "${warning.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
}

function send(response: ServerResponse, { code, body, warnings = [] }: ApiAnswer): void {
  const isText = typeof body === 'string';
  if (warnings.length > 0) response.setHeader('Warning', warnings.map(warningHeader));
  response.writeHead(code, { 'content-type': isText ? 'text/plain' : 'application/json' });
  response.end(isText ? body : JSON.stringify(body));
}

async function answer(
  request: IncomingMessage,
  url: URL,
  options: PracticeServerOptions,
): Promise<ApiAnswer> {
  try {
    const user = userOf(request, options.users);
    if (user === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
    const body = parseBody(await text(request));
    const contentType = (request.headers['content-type'] ?? '').split(';')[0] ?? '';
    const { searchParams: query } = url;
    return options.handle({
      method: request.method ?? 'GET',
      route: routeOf(url.pathname),
      query,
      contentType,
      body,
      user,
    });
  } catch (error) {
    if (error instanceof StatusError) return { code: error.code, body: error.body() };
    const message = error instanceof Error ? error.message : String(error);
    return {
      code: 500,
      body: new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, {}).body(),
    };
  }
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  options: PracticeServerOptions,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://practice');
  const auditID = options.auditId();
  response.setHeader('Audit-Id', auditID);
  const answered = await answer(request, url, options);
  const route = routeOf(url.pathname);
  const hasName = route?.type === 'objects' && route.name !== undefined;
  options.record({
    auditID,
    user: userOf(request, options.users) ?? 'system:anonymous',
    verb:
      route?.type === 'objects'
        ? verbOf(request.method ?? 'GET', hasName)
        : (request.method ?? 'GET').toLowerCase(),
    requestURI: request.url ?? '/',
    dryRun: url.searchParams.has('dryRun'),
    code: answered.code,
  });
  send(response, answered);
}

/** Listens on a free port of the loopback interface. */
export async function startServer(
  options: PracticeServerOptions,
): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    serve(request, response, options).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the practice cluster has no port');
  return { server, url: `http://127.0.0.1:${address.port}` };
}

export function stopServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
