/** One secret as somebody would leave it lying about: `text` is what is written, `core` what must never be seen. */
export interface SeededSecret {
  readonly kind: string;
  readonly text: string;
  readonly core: string;
}

const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789';

/** The same letters in every run. */
function letters(seed: number): (length: number) => string {
  let state = (seed * 7_919 + 17) % 2_147_483_647;
  return (length) =>
    Array.from({ length }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return alphabet[state % alphabet.length];
    }).join('');
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** How secrets are written. */
const forms: Readonly<Record<string, (core: string) => string>> = {
  'an assignment': (core) => `DB_PASSWORD=${core} starting`,
  JSON: (core) => `{"level":"debug","password":"${core}","port":5432}`,
  'escaped JSON': (core) => `"{\\"api_key\\":\\"${core}\\"}"`,
  YAML: (core) => `clientSecret: ${core}`,
  'a URL': (core) => `postgres://app:${core}@db:5432/app`,
  'a URL without a user': (core) => `redis://:${core}@cache:6379/0`,
  'a query': (core) => `GET https://api.example/v1?access_token=${core}&page=2`,
  'a bearer token': (core) => `sent header Bearer ${core}`,
  'an authorization header': (core) => `Authorization: Token ${core}`,
  'a cookie': (core) => `Set-Cookie: sid=${core}; Path=/`,
  'an option': (core) => `exec mysql --password ${core} -h db`,
  'a header of an API': (core) => `X-Api-Key: ${core}`,
  'a JWT': (core) => `session ${['eyJhbGciOiJIUzI1NiJ9', `eyJz${core}`, core].join('.')}`,
  'a GitHub token': (core) => `cloning with ghp_${core}${core.slice(0, 12)}`,
  'a GitLab token': (core) => `cloning with glpat-${core}`,
  'a Slack token': (core) => `posting with xoxb-1234567890-${core}`,
  'a live key of a payment service': (core) => `charging with sk_live_${core}`,
  'a private key': (core) => `-----BEGIN RSA PRIVATE KEY-----\nMIIE${core}\n-----END RSA PRIVATE KEY-----`,
  'a registry login': (core) => `{"auths":{"ghcr.io":{"auth":"${base64(`robot:${core}`)}"}}}`,
  'an account key': (core) => `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${core}==;`,
  'a random word': (core) => `loaded ${core}${core.slice(0, 12)}x7Q`,
};

/** One secret of each kind, different for each place. */
export function seededSecrets(place: number): readonly SeededSecret[] {
  return Object.entries(forms).map(([kind, write], index) => {
    const core = letters(place * 100 + index)(28);
    return {
      kind,
      text: write(core),
      core: kind === 'a registry login' ? base64(`robot:${core}`).slice(8, 40) : core,
    };
  });
}
