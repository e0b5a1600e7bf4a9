import { fastifyFormbody } from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import type { AuthOptions } from '../app-options.ts';
import type { Sessions } from '../auth/sessions.ts';
import { SignInLimiter } from '../auth/sign-in-limiter.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CheckGate } from '../check-gate.ts';
import { incidentEvents } from '../events/incident-events.ts';
import type { HttpPorts } from '../ports.ts';
import { approvalPages } from './approval-pages.tsx';
import { decisionPosts } from './decision-posts.ts';
import { incidentPages } from './incident-pages.tsx';
import { operationPages } from './operation-pages.tsx';
import { patternPages } from './pattern-pages.tsx';
import { policyPages } from './policy-pages.tsx';
import type { PageContexts } from './page-contexts.ts';
import { oidcSignIn } from './oidc-sign-in.tsx';
import { passwordSignIn } from './password-sign-in.ts';
import { sessionPages } from './session-pages.tsx';
import { settingsPages } from './settings-pages.tsx';
import { signInPages } from './sign-in-pages.tsx';

const FORM_LIMIT_BYTES = 64 * 1024;

interface SiteParts {
  readonly ports: HttpPorts;
  readonly auth: AuthOptions;
  readonly sessions: Sessions;
  readonly contexts: PageContexts;
  readonly clock: Clock;
  readonly checkGate: CheckGate;
  readonly heartbeatMilliseconds: number;
}

/** Everything for people with a browser. Forms are read here only: no other route takes what a foreign form can send. */
export function site(parts: SiteParts) {
  return async (app: FastifyInstance): Promise<void> => {
    const { ports, auth, sessions, contexts } = parts;
    app.removeAllContentTypeParsers();
    await app.register(fastifyFormbody, { bodyLimit: FORM_LIMIT_BYTES });
    const signIn = { auth, sessions, limiter: new SignInLimiter(parts.clock), contexts, clock: parts.clock };
    signInPages(app, signIn);
    passwordSignIn(app, signIn);
    oidcSignIn(app, signIn);
    incidentPages(app, ports, contexts);
    decisionPosts(app, ports.approvals);
    operationPages(app, ports, contexts);
    patternPages(app, ports.patterns, contexts);
    approvalPages(app, ports.approvals, contexts);
    sessionPages(app, sessions, contexts);
    settingsPages(app, ports.settings, contexts);
    policyPages(app, ports, contexts, parts.checkGate);
    incidentEvents(app, ports.incidents, sessions, parts.heartbeatMilliseconds);
  };
}
