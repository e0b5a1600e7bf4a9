import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuthOptions } from '../app-options.ts';
import { HttpProblem } from '../problem.ts';
import { localPath } from '../site/local-path.ts';
import type { Access } from './access.ts';
import { addressOf } from './address-of.ts';
import { findToken } from './api-token.ts';
import { basicPassword, bearerToken } from './authorization.ts';
import { sameSecret } from './constant-time.ts';
import { isAllowedHost } from './loopback-host.ts';
import type { Principal } from './principal.ts';
import { includesRole, type Role } from './role.ts';
import { roleOfGroups } from './role-groups.ts';
import { isSameOrigin } from './same-origin.ts';
import { isHttps, sessionCookie, startSession } from './session-cookie.ts';
import { isFormToken, type OpenSession, type Sessions } from './sessions.ts';
import { proxiedUser, type ProxiedUser } from './trusted-proxy.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly access?: Access;
  }
  interface FastifyRequest {
    principal: Principal | undefined;
  }
}

/**
 * Stands before every route and lets through whom its `config.access` names. A route without one does not start:
 * what nobody thought about is closed.
 */
export function installGate(app: FastifyInstance, auth: AuthOptions, sessions: Sessions): void {
  const publicHost = auth.publicUrl === undefined ? undefined : new URL(auth.publicUrl).host;

  app.decorateRequest('principal', undefined);

  app.addHook('onRoute', (route) => {
    if (route.config?.access === undefined) {
      throw new Error(`the route ${String(route.method)} ${route.url} does not say who may use it`);
    }
  });

  app.addHook('onRequest', async (request, reply) => {
    if (auth.loopback && !isAllowedHost(request.headers.host, publicHost)) {
      throw new HttpProblem(421, 'request.wrong-host');
    }
    const access = request.routeOptions.config.access;
    if (request.is404 || access === undefined) return;
    await admit(request, reply, access);
  });

  // The form's token stands in the body, so it can be judged only once the body is read.
  app.addHook('preHandler', async (request) => {
    const access = request.routeOptions.config.access;
    if (access?.to !== 'page' || isReading(request)) return;
    const principal = request.principal;
    if (principal?.kind !== 'person' || !isFormToken(formTokenOf(request.body), principal.sessionId)) {
      throw new HttpProblem(403, 'request.form-token');
    }
  });

  async function admit(request: FastifyRequest, reply: FastifyReply, access: Access): Promise<unknown> {
    switch (access.to) {
      case 'anyone':
      case 'slack':
      case 'github':
        return undefined;
      case 'own-form':
        return refuseOtherSites(request);
      case 'webhook':
        return refuseUnknownSender(request, auth);
      case 'api':
        return admitToApi(request, access);
      case 'page':
        return admitToPage(request, reply, access.role);
    }
  }

  async function admitToApi(
    request: FastifyRequest,
    { role, scope }: Extract<Access, { to: 'api' }>,
  ): Promise<void> {
    // A session reads only: a cookie that travels by itself must not decide anything outside our own forms.
    const token = request.headers.authorization !== undefined ? tokenPrincipal(request) : undefined;
    const principal = token ?? (isReading(request) ? await sessionPrincipal(request) : undefined);
    if (principal === undefined) throw notSignedIn();
    requireRole(principal, role);
    if (principal.kind === 'token' && principal.scopes?.includes(scope) === false) {
      throw new HttpProblem(403, 'request.scope-missing', { detail: `It needs the scope ${scope}.` });
    }
    request.principal = principal;
  }

  async function admitToPage(request: FastifyRequest, reply: FastifyReply, role: Role): Promise<unknown> {
    if (!isReading(request)) refuseOtherSites(request);
    const principal = await sessionPrincipal(request);
    if (principal === undefined) {
      if (!isReading(request)) throw new HttpProblem(401, 'request.not-signed-in');
      const proxied = proxiedOf(request);
      if (proxied !== undefined) return signInProxied(proxied, request, reply);
      return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303);
    }
    requireRole(principal, role);
    request.principal = principal;
    return undefined;
  }

  function tokenPrincipal(request: FastifyRequest): Principal {
    const secret = bearerToken(request.headers.authorization);
    const token = secret === undefined ? undefined : findToken(auth.apiTokens.all(), secret);
    if (token === undefined) throw wrongToken('Bearer');
    const { name, role, scopes } = token;
    return { kind: 'token', name, role, ...(scopes === undefined ? {} : { scopes }) };
  }

  async function sessionPrincipal(request: FastifyRequest): Promise<Principal | undefined> {
    const id = request.cookies[sessionCookie];
    const open = id === undefined ? undefined : await sessions.find(id);
    if (open === undefined || !isStillProxied(open, request)) return undefined;
    const { person: name, role, via, groups, signedInAt } = open.session;
    const fresh = signedInAt === undefined ? {} : { signedInAt };
    return { kind: 'person', name, role, via, groups, ...fresh, sessionId: open.id };
  }

  /** Whoever signs out at the proxy, or is somebody else there, has signed out here. */
  function isStillProxied({ session }: OpenSession, request: FastifyRequest): boolean {
    if (session.via !== 'proxy') return true;
    const proxied = proxiedOf(request);
    return proxied !== undefined && proxied.user === session.ids[0];
  }

  function proxiedOf(request: FastifyRequest): ProxiedUser | undefined {
    if (auth.proxy === undefined) return undefined;
    return proxiedUser(
      { socket: request.socket, headers: request.headers, rawHeaders: request.raw.rawHeaders },
      auth.proxy,
    );
  }

  /** Opens a session for whom the trusted proxy vouches, and comes back with its cookie. */
  async function signInProxied(
    { user, groups }: ProxiedUser,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    const role = auth.roleGroups === undefined ? undefined : roleOfGroups(groups, auth.roleGroups);
    if (role === undefined) {
      auth.signInLog?.refused({
        via: 'proxy',
        reason: 'sign-in.no-role',
        from: addressOf(request),
        account: user,
      });
      throw new HttpProblem(403, 'sign-in.no-role');
    }
    const who = { person: user, role, via: 'proxy', ids: [user], groups } as const;
    await startSession(who, sessions, request, reply, isHttps(auth));
    return reply.redirect(localPath(request.url), 303);
  }

  function refuseOtherSites(request: FastifyRequest): void {
    const { origin, host, 'sec-fetch-site': secFetchSite } = request.headers;
    const own = [
      ...(auth.publicUrl === undefined ? [] : [new URL(auth.publicUrl).origin]),
      `http://${host}`,
      `https://${host}`,
    ];
    if (!isSameOrigin({ origin, secFetchSite: textOf(secFetchSite) }, own)) {
      throw new HttpProblem(403, 'request.cross-site');
    }
  }
}

function refuseUnknownSender(request: FastifyRequest, auth: AuthOptions): void {
  if (auth.webhookToken === undefined) {
    // A web page can post to loopback too, but it cannot hide that it is a browser.
    if (!auth.loopback || request.headers.origin !== undefined) throw wrongToken('Basic');
    return;
  }
  const header = request.headers.authorization;
  const secret = bearerToken(header) ?? basicPassword(header);
  if (secret === undefined || !sameSecret(secret, auth.webhookToken)) throw wrongToken('Basic');
}

function requireRole(principal: Principal, role: Role): void {
  if (!includesRole(principal.role, role)) {
    throw new HttpProblem(403, 'request.role-too-low', { detail: `It needs the role ${role}.` });
  }
}

function notSignedIn(): HttpProblem {
  return new HttpProblem(401, 'request.not-signed-in', {
    headers: { 'www-authenticate': 'Bearer realm="firebreak"' },
  });
}

function wrongToken(scheme: 'Bearer' | 'Basic'): HttpProblem {
  return new HttpProblem(401, 'request.wrong-token', {
    headers: { 'www-authenticate': `${scheme} realm="firebreak"` },
  });
}

function isReading(request: FastifyRequest): boolean {
  return request.method === 'GET' || request.method === 'HEAD';
}

function formTokenOf(body: unknown): string | undefined {
  const token: unknown =
    typeof body === 'object' && body !== null && 'formToken' in body ? body.formToken : undefined;
  return textOf(token);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
