import type { FastifyRequest } from 'fastify';
import type { Caller } from '../../domain/decision.ts';
import { HttpProblem } from '../problem.ts';
import { addressOf } from './address-of.ts';
import type { Principal } from './principal.ts';

export type PersonPrincipal = Extract<Principal, { kind: 'person' }>;

/** Who calls, as decisions record it. The gate sets it before any handler; without it nothing is decided. */
export function callerOf(request: Pick<FastifyRequest, 'principal' | 'ip' | 'socket'>): Caller {
  const { principal } = request;
  const from = addressOf(request);
  if (principal === undefined) throw new HttpProblem(401, 'request.not-signed-in');
  if (principal.kind === 'token') return Object.freeze({ kind: 'token', name: principal.name, from });
  const { name, via, groups, signedInAt } = principal;
  return Object.freeze({
    kind: 'person',
    name,
    via,
    groups,
    from,
    ...(signedInAt === undefined ? {} : { signedInAt }),
  });
}

/** The signed-in person behind a page. */
export function personOf(request: Pick<FastifyRequest, 'principal'>): PersonPrincipal {
  if (request.principal?.kind !== 'person') throw new HttpProblem(401, 'request.not-signed-in');
  return request.principal;
}
