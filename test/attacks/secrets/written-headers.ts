import { issued, type SecretForm } from './secret-form.ts';
import type { SeededRandom } from './seeded-random.ts';

const token = (write: (token: string, random: SeededRandom) => string): SecretForm =>
  issued((r) => r.pick([() => r.text(24), () => r.hex(40), () => r.text(40)])(), write);
const basic = (write: (encoded: string) => string): SecretForm =>
  issued(
    (r) =>
      Buffer.from(`robot:${r.text(16)}`)
        .toString('base64')
        .replaceAll('=', ''),
    write,
  );

const name = (r: SeededRandom): string =>
  r.pick([
    'X-Api-Key',
    'X-Auth-Token',
    'X-Vault-Token',
    'X-Amz-Security-Token',
    'X-Csrf-Token',
    'X-Gitlab-Token',
    'Private-Token',
    'Api-Key',
    'apikey',
    'DD-API-KEY',
    'DD-APPLICATION-KEY',
    'Ocp-Apim-Subscription-Key',
    'X-Access-Token',
    'X-Shopify-Access-Token',
    'X-Hub-Signature-256',
    'X-Consul-Token',
    'X-Grafana-Token',
  ]);

/** Requests as proxies and clients print them. */
export const writtenHeaders: Readonly<Record<string, SecretForm>> = {
  bearer: token((t) => `Authorization: Bearer ${t}`),
  'bearer, lower case': token((t) => `> authorization: bearer ${t}`),
  'bearer in prose': token((t) => `sent header Bearer ${t}`),
  'basic authorization': basic((t) => `Authorization: Basic ${t}`),
  'basic in prose': basic((t) => `using Basic ${t} for the registry`),
  'proxy authorization': basic((t) => `Proxy-Authorization: Basic ${t}`),
  'authorization of another scheme': token((t) => `Authorization: Token ${t}`),
  'authorization with parameters': token((t) => `Authorization: ApiKey id="1", secret="${t}"`),
  'digest authorization': token((t) => `Authorization: Digest username="a", nonce="b", response="${t}"`),
  'AWS signature': issued(
    (r) => r.hex(64),
    (t) => `Authorization: AWS4-HMAC-SHA256 Credential=x/s3, SignedHeaders=host, Signature=${t}`,
  ),
  'authorization in JSON': token((t) => `{"headers":{"authorization":"Bearer ${t}","accept":"*/*"}}`),
  'authorization in a list': token((t) => `{"headers":{"Authorization":["Bearer ${t}"]}}`),
  'authorization in escaped JSON': token((t) => `"{\\"Authorization\\":\\"Bearer ${t}\\"}"`),
  'headers of Go': token((t) => `map[Accept:[*/*] Authorization:[Bearer ${t}] User-Agent:[x]]`),
  'headers of Go, a key': token((t) => `map[Accept:[*/*] X-Api-Key:[${t}]]`),
  'headers of Python': token((t, r) => `{'Accept': '*/*', '${name(r)}': '${t}'}`),
  'headers of Node': token((t, r) => `[ 'Accept', '*/*', '${name(r)}', '${t}' ]`),
  'header of an API': token((t, r) => `${name(r)}: ${t}`),
  'header of an API in JSON': token((t, r) => `{"${name(r).toLowerCase()}":"${t}"}`),
  'header of curl': token((t, r) => `curl -H '${name(r)}: ${t}' https://api.example`),
  cookie: token((t) => `Cookie: theme=dark; sid=${t}`),
  'set-cookie': token((t) => `Set-Cookie: sid=${t}; Path=/; HttpOnly`),
  'cookie in JSON': token((t) => `{"cookie":"JSESSIONID=${t}"}`),
  'named session': token(
    (t, r) => `${r.pick(['JSESSIONID', 'PHPSESSID', 'connect.sid', 'sessionid', 'session_id'])}=${t}`,
  ),
  'gRPC metadata': token((t) => `metadata: {"authorization": ["Bearer ${t}"]}`),
  'header of an environment': token((t) => `OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20${t}`),
};
