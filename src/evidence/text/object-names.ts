/** Words by which people call a Secret; a name of one has one of them in it. */
const telling =
  'secrets?|creds?|credentials?|regcred|pull|pullsecret|registry|docker(?:config|cfg|hub)?|ecr|gcr|acr|ghcr|quay|harbor|tls|ssl|certs?|certificates?|keystore|truststore|htpasswd';

/** At most so long, and of letters or a few digits: what generators make is longer, or mixes both. */
const part = '(?:[a-z]{1,15}|v?\\d{1,3})';

/**
 * The name of a Secret, with its namespace or without: short words with hyphens between them
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/#dns-subdomain-names), of which one says
 * what such objects are called by. A password that looks like this was made to.
 */
const secretObjectName = `(?:${part}(?:-${part}){0,5}/)?(?:${part}-){0,5}(?:${telling})(?:-${part}){0,5}(?=$|[\\s)\\]}]|,(?:\\s|$)|\\\\{0,16}["'])`;

/** What asks for the name of a Secret, whole: a client's, a webhook's or an application's secret is a value. */
const asking =
  '(?:(?:existing|image|registry|docker|pull|tls|cert|certificate|ingress|target|source)[-_]?){0,2}secrets?';

/** What stands between an option or a setting and its value, in lists of options too. */
const between = `(?:\\\\{0,16}["'])?(?:\\s{0,4}[:=]\\s{0,4}|\\s{1,8}|\\s{0,4},\\s{0,4}|\\s{0,4}\\n\\s{0,64}-\\s{1,4})(?:\\\\{0,16}["'])?`;

/** Holds before the `secret` of a word such as `--pull-secret`, where the name of an object follows, such as `ecr-pull`. */
export const referringToSecret = `secrets?(?<=(?<![\\w.-])(?:--?)?${asking})${between}${secretObjectName}`;

const reference = new RegExp(`^${asking}=${secretObjectName}$`, 'iu');

/** Whether a setting and its value are no secret but the name of one, such as `pullSecret` and `ecr-pull`. */
export function isSecretReference(name: string, value: string): boolean {
  return reference.test(`${name}=${value}`);
}
