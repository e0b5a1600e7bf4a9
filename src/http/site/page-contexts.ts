import type { FastifyRequest } from 'fastify';
import type { AppOptions } from '../app-options.ts';
import type { Assets } from '../assets/assets.ts';
import { personOf } from '../auth/caller.ts';
import { formToken } from '../auth/sessions.ts';
import type { PageContext } from '../pages/page-context.ts';

/** Makes what every page needs to know. */
export class PageContexts {
  readonly #options: Pick<AppOptions, 'ports' | 'about' | 'clock'>;
  readonly #assets: Assets;

  constructor(options: Pick<AppOptions, 'ports' | 'about' | 'clock'>, assets: Assets) {
    this.#options = options;
    this.#assets = assets;
  }

  /** For somebody who is signed in. */
  async signedIn(request: FastifyRequest): Promise<PageContext> {
    const { name, role, via, sessionId } = personOf(request);
    return {
      ...this.bare(),
      viewer: { name, role, via, formToken: formToken(sessionId) },
      stopped: await this.#options.ports.stopSwitch.isOn(),
      unattendedRules: this.#options.ports.policies.unattendedRules(),
      breakGlass: this.#options.ports.policies.hasBreakGlass(),
      degraded: this.#options.ports.health.degraded(),
    };
  }

  /** For nobody in particular: asks no port, so that an error page cannot fail as well. */
  bare(): PageContext {
    const { about, clock } = this.#options;
    return {
      assets: this.#assets,
      about,
      now: clock.now(),
      stopped: false,
      unattendedRules: [],
      breakGlass: false,
      degraded: [],
    };
  }
}
