import type { FastifyBaseLogger } from 'fastify';
import type { Registry } from 'prom-client';
import type { KnownPerson } from '../guardrails/policies/policies.ts';
import type { Clock, Ids } from '../ports/clock.ts';
import type { IdentityProvider } from '../ports/identity-provider.ts';
import type { ApiTokens } from './auth/api-token.ts';
import type { LocalUsers } from './auth/local-users.ts';
import type { RoleGroups } from './auth/role-groups.ts';
import type { SessionStore } from './auth/session-store.ts';
import type { RandomBytes } from './auth/sessions.ts';
import type { SignInLog } from './auth/sign-in-log.ts';
import type { TrustedProxy } from './auth/trusted-proxy.ts';
import type { HttpPorts } from './ports.ts';
import type { GitHubWebhook } from './github/webhook.ts';
import type { SlackInteractions } from './slack/interactions.ts';

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
  /** Absent: clicks in Slack do not come over HTTP. */
  readonly slack?: SlackInteractions;
  /** Absent: GitHub does not tell of pull requests; they are polled. */
  readonly github?: GitHubWebhook;
  /** Between two comments that keep an event stream alive; 20 s unless told. */
  readonly heartbeatMilliseconds?: number;
}

export interface AuthOptions {
  /** The token of the data folder, which whoever holds it signs in with as an admin; undefined: that way is closed. */
  readonly signInToken?: () => string | undefined;
  readonly users?: LocalUsers;
  readonly identityProvider?: IdentityProvider;
  readonly proxy?: TrustedProxy;
  /** What groups from the provider and the proxy may do. */
  readonly roleGroups?: RoleGroups;
  /** Whom the Approvers policy knows under several names. */
  readonly people?: () => readonly KnownPerson[];
  /** How long a session lasts, used or not; 12 hours unless told. */
  readonly sessionMilliseconds?: number;
  readonly apiTokens: ApiTokens;
  /** Absent: webhooks are taken without one, and only while bound to loopback. */
  readonly webhookToken?: string;
  /** The service is bound to a loopback address. */
  readonly loopback: boolean;
  /** Where people reach the service from outside, such as `https://firebreak.example.org`. */
  readonly publicUrl?: string;
  readonly sessions: SessionStore;
  /** Absent: what is refused is told to nobody but the caller. */
  readonly signInLog?: SignInLog;
}

export interface About {
  readonly version: string;
  readonly cluster: string;
  /** The cluster is the embedded practice cluster: nothing in it is real. */
  readonly simulated: boolean;
  readonly mode: 'dry-run' | 'approve';
}
