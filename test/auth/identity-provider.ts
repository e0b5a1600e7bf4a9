import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import OidcProvider from 'oidc-provider';

export interface TestPerson {
  readonly email: string;
  readonly email_verified: boolean;
  readonly groups: readonly string[];
}

/** A real OpenID Connect provider on this machine; whoever is in `people` signs in with any password. */
export async function startIdentityProvider(
  people: Readonly<Record<string, TestPerson>>,
  redirectUri: string,
) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new OidcProvider(issuer, {
    clients: [{ client_id: 'firebreak', client_secret: 'a-client-secret', redirect_uris: [redirectUri] }],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'], profile: [] },
    scopes: ['openid', 'email', 'groups', 'profile'],
    async findAccount(_context, subject) {
      const person = people[subject];
      return person === undefined
        ? undefined
        : { accountId: subject, claims: async () => ({ sub: subject, ...person }) };
    },
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  return {
    issuer,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** As much of a browser as a sign-in takes: cookies, redirects, one form after the other. */
export class TestBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();

  cookies(url: string): ReadonlyMap<string, string> {
    const host = new URL(url).host;
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    return jar;
  }

  async fetch(
    url: string,
    init: {
      readonly method?: string;
      readonly headers?: Record<string, string>;
      readonly body?: string;
    } = {},
  ): Promise<Response> {
    const jar = this.cookies(url) as Map<string, string>;
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...init.headers, ...(cookie === '' ? {} : { cookie }) },
    });
    for (const set of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = set.split(';');
      const at = pair.indexOf('=');
      const gone = attributes.some((each) => /expires=Thu, 01 Jan 1970|max-age=0/iu.test(each));
      if (gone) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Signs in at the provider, from the page that leads there to the address that it leads back to. */
  async signInAt(start: string, subject: string): Promise<string> {
    let url = start;
    const origin = new URL(start).origin;
    for (let step = 0; step < 20; step++) {
      const response = await this.fetch(url);
      const next = response.headers.get('location');
      if (next !== null) {
        url = new URL(next, url).href;
        if (step > 0 && url.startsWith(origin)) return url;
        continue;
      }
      url = await this.#answerForm(url, await response.text(), subject);
      if (url.startsWith(origin)) return url;
    }
    throw new Error(`the provider led nowhere: ${url}`);
  }

  async #answerForm(url: string, page: string, subject: string): Promise<string> {
    const prompt = /name="prompt" value="(\w+)"/u.exec(page)?.[1] ?? '';
    const action = /action="([^"]+)"/u.exec(page)?.[1];
    if (action === undefined) throw new Error(`no form at ${url}: ${page.slice(0, 300)}`);
    const response = await this.fetch(new URL(action, url).href, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ prompt, login: subject, password: 'any' }).toString(),
    });
    return new URL(response.headers.get('location') ?? '', url).href;
  }
}
