/** Somebody at the pages without a browser: what a form posts, with the cookie and the token of their session. */
export class PageVisitor {
  readonly #url: string;
  readonly #cookie: string;
  readonly #formToken: string;

  private constructor(url: string, cookie: string, formToken: string) {
    this.#url = url;
    this.#cookie = cookie;
    this.#formToken = formToken;
  }

  static async signIn(url: string, name: string, password: string): Promise<PageVisitor> {
    return PageVisitor.#signedIn(url, name, '/sign-in/password', { password });
  }

  /** With the token of the data folder. */
  static async signInByToken(url: string, name: string, token: string): Promise<PageVisitor> {
    return PageVisitor.#signedIn(url, name, '/sign-in', { token });
  }

  static async #signedIn(
    url: string,
    name: string,
    path: string,
    proof: Readonly<Record<string, string>>,
  ): Promise<PageVisitor> {
    const answer = await send(url, path, { name, ...proof, next: '/' });
    const cookie = answer.headers.get('set-cookie')?.split(';', 1)[0];
    if (cookie === undefined) throw new Error(`sign-in of ${name}: ${answer.status}`);
    const page = await (await fetch(`${url}/stop`, { headers: { cookie } })).text();
    return new PageVisitor(url, cookie, /name="formToken" value="([^"]+)"/u.exec(page)?.[1] ?? '');
  }

  async text(path: string): Promise<string> {
    return wordsOf(await (await fetch(`${this.#url}${path}`, { headers: { cookie: this.#cookie } })).text());
  }

  /** What the answer says, where it is not the way back to a page. */
  async post(path: string, form: Readonly<Record<string, string>>): Promise<string | undefined> {
    const answer = await send(this.#url, path, { ...form, formToken: this.#formToken }, this.#cookie);
    return answer.status === 303 ? undefined : wordsOf(await answer.text());
  }
}

function send(url: string, path: string, form: Readonly<Record<string, string>>, cookie = '') {
  return fetch(`${url}${path}`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url, cookie },
    body: new URLSearchParams(form),
  });
}

/** A page's text as somebody reads it. */
function wordsOf(html: string): string {
  return html
    .replace(/^[^]*<body/u, '<body')
    .replaceAll(/<[^>]+>/gu, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/gu, ' ');
}
