import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { messageOf } from '../domain/message-of.ts';
import { type ApiAnswer, type ApiRequest, dryRunValues, verbOf } from './api/handle.ts';
import type { PracticeUser } from './api/roles.ts';
import { routeOf } from './api/route.ts';
import { StatusError } from './api/status.ts';

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

/** The request has changed the cluster. */
export function hasWritten({ verb, dryRun, code, requestURI }: RequestRecord): boolean {
  const asks = requestURI.includes('/selfsubjectaccessreviews');
  return ['create', 'patch', 'delete'].includes(verb) && !dryRun && !asks && code < 300;
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
    // No kind takes a bare string, so that the handler refuses it as the API server refuses what is no JSON.
    return body;
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

function answer(options: PracticeServerOptions, request: ApiRequest | undefined): ApiAnswer {
  try {
    if (request === undefined) throw new StatusError(401, 'Unauthorized', 'Unauthorized');
    return options.handle(request);
  } catch (error) {
    if (error instanceof StatusError) return { code: error.code, body: error.body() };
    const message = messageOf(error);
    const status = new StatusError(500, 'InternalError', `Internal error occurred: ${message}`, {});
    return { code: 500, body: status.body() };
  }
}

function recordOf(
  request: Omit<ApiRequest, 'user'>,
  uri: string,
): Omit<RequestRecord, 'auditID' | 'user' | 'code'> {
  const { route, method } = request;
  const verb = route?.type === 'objects' ? verbOf(method, route.name !== undefined) : method.toLowerCase();
  return { verb, requestURI: uri, dryRun: dryRunValues(request).length > 0 };
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  options: PracticeServerOptions,
): Promise<void> {
  const { method = 'GET', url: uri = '/', headers } = message;
  const { pathname, searchParams: query } = new URL(uri, 'http://practice');
  const user = userOf(message, options.users);
  const contentType = (headers['content-type'] ?? '').split(';')[0] ?? '';
  const request = {
    method,
    route: routeOf(pathname),
    query,
    contentType,
    body: parseBody(await text(message)),
  };
  const auditID = options.auditId();
  const answered = answer(options, user === undefined ? undefined : { ...request, user });
  const { code } = answered;
  options.record({ auditID, user: user ?? 'system:anonymous', ...recordOf(request, uri), code });
  response.setHeader('Audit-Id', auditID);
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
