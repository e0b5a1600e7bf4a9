import type { FastifyRequest } from 'fastify';
import { isTheirs, type Waiting } from '../../approvals/waiting-for.ts';
import type { AppOptions } from '../app-options.ts';
import type { Assets } from '../assets/assets.ts';
import { callerOf, personOf } from '../auth/caller.ts';
import { includesRole } from '../auth/role.ts';
import { formToken } from '../auth/sessions.ts';
import type { PageContext } from '../pages/page-context.ts';

/** Proposals that are looked through for one person; in a storm there are more than anybody reads. */
export const mostWaiting = 100;

/** Makes what every page needs to know. */
export class PageContexts {
  readonly #options: Pick<AppOptions, 'ports' | 'about' | 'clock'>;
  readonly #assets: Assets;

  constructor(options: Pick<AppOptions, 'ports' | 'about' | 'clock'>, assets: Assets) {
    this.#options = options;
    this.#assets = assets;
  }

  /** For somebody who is signed in. `waiting` is what waits, where it has been asked already. */
  async signedIn(request: FastifyRequest, waiting?: readonly Waiting[]): Promise<PageContext> {
    const { name, role, via, sessionId } = personOf(request);
    const { approvals, health, policies, stopSwitch } = this.#options.ports;
    const mayDecide = includesRole(role, 'approver');
    const known = waiting ?? (mayDecide ? await approvals.waiting(callerOf(request), mostWaiting) : []);
    return {
      ...this.bare(),
      viewer: { name, role, via, formToken: formToken(sessionId) },
      waitingForMe: mayDecide ? known.filter(isTheirs).length : 0,
      stopped: await stopSwitch.isOn(),
      unattendedRules: policies.unattendedRules(),
      breakGlass: policies.hasBreakGlass(),
      degraded: health.degraded(),
    };
  }

  /** For nobody in particular: asks no port, so that an error page cannot fail as well. */
  bare(): PageContext {
    const { about, clock } = this.#options;
    return {
      assets: this.#assets,
      about,
      now: clock.now(),
      waitingForMe: 0,
      stopped: false,
      unattendedRules: [],
      breakGlass: false,
      degraded: [],
    };
  }
}
