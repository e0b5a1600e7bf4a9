import type { FastifyBaseLogger } from 'fastify';
import type { Registry } from 'prom-client';
import type { Clock, Ids } from '../ports/clock.ts';
import type { ApiToken } from './auth/api-token.ts';
import type { SessionStore } from './auth/session-store.ts';
import type { RandomBytes } from './auth/sessions.ts';
import type { HttpPorts } from './ports.ts';

export interface AppOptions {
  readonly ports: HttpPorts;
  readonly auth: AuthOptions;
  /** What the pages say about where they are. */
  readonly about: About;
  readonly logger: FastifyBaseLogger;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: RandomBytes;
  /** Requests that the webhook takes; 6,000 unless told. */
  readonly webhookPerMinute?: number;
  /** Between two comments that keep an event stream alive; 20 s unless told. */
  readonly heartbeatMilliseconds?: number;
}

export interface AuthOptions {
  /** What a person signs in with first; absent: nobody can sign in. */
  readonly signInToken?: string;
  readonly apiTokens: readonly ApiToken[];
  /** Absent: webhooks are taken without one, and only while bound to loopback. */
  readonly webhookToken?: string;
  /** The service is bound to a loopback address. */
  readonly loopback: boolean;
  /** Where people reach the service from outside, such as `https://firebreak.example.org`. */
  readonly publicUrl?: string;
  readonly sessions: SessionStore;
}

export interface About {
  readonly version: string;
  readonly cluster: string;
  /** The cluster is the embedded practice cluster: nothing in it is real. */
  readonly simulated: boolean;
  readonly mode: 'dry-run' | 'approve';
}
