import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KillableService } from './killable-service.ts';

/**
 * A person at the pages, whether the service is there or not: signs in anew, pulls the stop switch and releases it
 * every few seconds, and asks for undos, which the others decide on.
 */
export interface Operator {
  /** Resolves when the service has taken the wish, or has said that there is nothing to undo. */
  undo(incident: string): Promise<void>;
  /** Leaves the switch released. */
  stop(): Promise<void>;
}

const everyMilliseconds = 8_000;
const stoppedMilliseconds = 200;
const againMilliseconds = 200;

interface Session {
  readonly cookie: string;
  readonly formToken: string;
}

export function startOperator(service: Pick<KillableService, 'url' | 'dataDir'>): Operator {
  const { url, dataDir } = service;
  let session: Session | undefined;
  const ending = new AbortController();

  const send = (path: string, form: Readonly<Record<string, string>>, cookie = '') =>
    fetch(`${url}${path}`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: url, cookie },
      body: new URLSearchParams(form),
    });

  const signIn = async (): Promise<Session> => {
    const token = readFileSync(join(dataDir, 'sign-in-token'), 'utf8').trim();
    const answer = await send('/sign-in', { name: 'on-call', token, next: '/' });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    if (cookie === undefined) throw new Error(`sign-in: ${answer.status}`);
    const page = await (await fetch(`${url}/`, { headers: { cookie } })).text();
    const formToken = /name="formToken" value="([^"]+)"/u.exec(page)?.[1];
    if (formToken === undefined) throw new Error('the page has no form');
    return { cookie, formToken };
  };

  /** Until the service has answered; its status. */
  const insist = async (path: string, form: Readonly<Record<string, string>>): Promise<number> => {
    for (;;) {
      try {
        session ??= await signIn();
        const { status } = await send(path, { ...form, formToken: session.formToken }, session.cookie);
        if (status === 303 || status === 409) return status;
        session = undefined;
      } catch {
        // It is away, or has died under the request.
      }
      await sleep(againMilliseconds);
    }
  };

  const work = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      await sleep(everyMilliseconds, undefined, { signal: ending.signal }).catch(() => undefined);
      session = undefined;
      await insist('/stop', { switch: 'stop' });
      await sleep(stoppedMilliseconds);
      await insist('/stop', { switch: 'release' });
    }
  };
  const working = work();
  return {
    async undo(incident) {
      await insist(`/incidents/${incident}/undo`, {});
    },
    async stop() {
      ending.abort();
      await working;
    },
  };
}
