import { around, issued, type SecretForm } from './secret-form.ts';
import type { SeededRandom } from './seeded-random.ts';

const body = (random: SeededRandom, lines = 3): string =>
  Array.from({ length: lines }, () => random.base64(64)).join('\n');
const word = (write: (word: string, random: SeededRandom) => string): SecretForm =>
  issued((r) => r.text(18), write);
const base64 = (text: string): string => Buffer.from(text).toString('base64').replaceAll('=', '');

const pem = (kind: string): SecretForm =>
  issued(
    (r) => body(r),
    (key) => `-----BEGIN ${kind}-----\n${key}\n-----END ${kind}-----`,
  );

/** Files that end up in a log when somebody looks at them, and commands that somebody typed. */
export const writtenFiles: Readonly<Record<string, SecretForm>> = {
  'RSA key': pem('RSA PRIVATE KEY'),
  'PKCS8 key': pem('PRIVATE KEY'),
  'EC key': pem('EC PRIVATE KEY'),
  'encrypted key': pem('ENCRYPTED PRIVATE KEY'),
  'OpenSSH key': pem('OPENSSH PRIVATE KEY'),
  'PGP key': pem('PGP PRIVATE KEY BLOCK'),
  'key on one line': issued(
    (r) => body(r),
    (key) => `"-----BEGIN PRIVATE KEY-----\\n${key.replaceAll('\n', '\\n')}\\n-----END PRIVATE KEY-----\\n"`,
  ),
  'key behind log prefixes': issued(
    (r) => body(r),
    (key) =>
      `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----`
        .split('\n')
        .map((line, index) => `2026-03-04T02:00:0${index}Z INFO ${line}`)
        .join('\n'),
  ),
  'key without its beginning': issued(
    (r) => body(r),
    (key) => `${key}\n-----END RSA PRIVATE KEY-----`,
  ),
  'key without its end': issued(
    (r) => body(r),
    (key) => `-----BEGIN RSA PRIVATE KEY-----\n${key}`,
  ),
  'key in base64': issued(
    (r) => base64(`-----BEGIN PRIVATE KEY-----\n${body(r)}\n-----END PRIVATE KEY-----`),
    (key) => `tls.key: ${key}`,
  ),
  'PuTTY key': issued(
    (r) => body(r),
    (key) => `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 3\n${key}\nPrivate-MAC: x`,
  ),
  'service account of Google': issued(
    (r) => body(r),
    (key) =>
      JSON.stringify({
        type: 'service_account',
        private_key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
        client_email: 'a@b.iam.gserviceaccount.com',
      }),
  ),
  'service account of Google, key id': issued(
    (r) => r.hex(40),
    (id) => `{"type":"service_account","private_key_id":"${id}"}`,
  ),
  npmrc: word((w) => `//registry.npmjs.org/:_authToken=${w}`),
  'npmrc, password': word((w) => `//npm.example/:_password=${w}`),
  'npmrc, login': word((w) => `_auth=${base64(`robot:${w}`).slice(8)}`.replace(/=.*/u, `=${w}`)),
  netrc: word((w) => `machine git.example login robot password ${w}`),
  'netrc, lines': word((w) => `machine git.example\n  login robot\n  password ${w}`),
  pgpass: word((w) => `db.example:5432:app:robot:${w}`),
  'docker login': issued(
    (r) => base64(`robot:${r.text(18)}`),
    (auth) => `{"auths":{"ghcr.io":{"auth":"${auth}"}}}`,
  ),
  'docker login, password': word((w) => `{"auths":{"ghcr.io":{"username":"robot","password":"${w}"}}}`),
  'docker login, identity token': word((w) => `{"auths":{"ghcr.io":{"identitytoken":"${w}"}}}`),
  'docker login in base64': issued(
    (r) => base64(`{"auths":{"ghcr.io":{"auth":"${base64(`robot:${r.text(18)}`)}"}}}`),
    (config) => `.dockerconfigjson: ${config}`,
  ),
  'kubeconfig token': word((w) => `users:\n- name: admin\n  user:\n    token: ${w}`),
  'kubeconfig key': issued(
    (r) => base64(`-----BEGIN EC PRIVATE KEY-----\n${body(r)}`),
    (key) => `    client-key-data: ${key}`,
  ),
  'AWS credentials file': issued(
    (r) => r.base64(40),
    (key) => `[default]\naws_access_key_id = x\naws_secret_access_key = ${key}`,
  ),
  htpasswd: issued(
    (r) => r.text(22),
    (hash, r) => `robot:$apr1$${r.text(8)}$${hash}`,
  ),
  shadow: issued(
    (r) => r.text(86),
    (hash, r) => `root:$6$${r.text(16)}$${hash}:19000:0:99999:7:::`,
  ),
  bcrypt: issued(
    (r) => r.text(53),
    (hash) => `admin hash $2y$10$${hash}`,
  ),
  argon2: issued(
    (r) => r.text(43),
    (hash, r) => `$argon2id$v=19$m=65536,t=3,p=4$${r.text(22)}$${hash}`,
  ),
  'LDAP hash': issued(
    (r) => r.base64(32),
    (hash) => `userPassword: {SSHA}${hash}`,
  ),
  'one-time code seed': issued(
    (r) => r.upper(32),
    (seed) => `otpauth://totp/Acme:robot?secret=${seed}&issuer=Acme`,
  ),
  'option with =': word((w) => `exec app --db-password=${w} --port 1`),
  'option with a space': word((w) => `exec app --password ${w} -h db`),
  'option with one dash': word((w) => `java -jar app.jar -password ${w} -v`),
  'option in quotes': word((w) => `exec app --token "${w}" -v`),
  'options as a list': word((w) => `["app","--password","${w}","--port","1"]`),
  'options as a list of YAML': word((w) => `args:\n- --password\n- ${w}\n- --port=1`),
  'options as a list of JSON, one word': word((w) => `["app","--password=${w}"]`),
  'option that could name a Secret': around((w) => `exec app --secret=${w} --port 1`),
  'option that could name a Secret, two words': word((w) => `exec app --secret ${w} -h db`),
  'option that could name a Secret, small letters': issued(
    (r) => r.text(12, 'abcdefghijklmnopqrstuvwxyz'),
    (w) => `exec app --pull-secret=${w} -v`,
  ),
  'option that could name a Secret, words': issued(
    (r) => `${r.text(9, 'abcdefghijklmnopqrstuvwxyz')}-staple-${r.digits(2)}`,
    (w) => `exec app --secret=${w} -v`,
  ),
  'option that could name a Secret, hash behind a name': issued(
    (r) => r.hex(32),
    (w) => `exec app --secret=pull-${w} -v`,
  ),
  'option that could name a Secret, list of YAML': word((w) => `args:\n- --secret\n- ${w}\n- --port=1`),
  'option of a secret that a client has': word((w) => `exec app --client-secret=ecr-pull-${w} -v`),
  'value of a chart that could name a Secret': around((w) => `existingSecret: ${w}\nport: 1`),
  'variable that could name a Secret': word((w) => `PULL_SECRET=${w} ./run`),
  'mysql -p': word((w) => `mysqldump -h db -u root -p${w} app`),
  'mysql -p in quotes': word((w) => `mysql -uroot -p'${w}' app`),
  'PGPASSWORD before a command': word((w) => `PGPASSWORD=${w} psql -h db -U app`),
  'curl -u': word((w) => `curl -u robot:${w} https://api.example`),
  'curl --user': word((w) => `curl --user 'robot:${w}' https://api.example`),
  'redis-cli -a': word((w) => `redis-cli -h cache -a ${w} ping`),
  sshpass: word((w) => `sshpass -p ${w} ssh host`),
  'docker login -p': word((w) => `docker login -u robot -p ${w} ghcr.io`),
  ldapsearch: word((w) => `ldapsearch -x -D cn=admin -w ${w} -b dc=x`),
  'openssl pass': word((w) => `openssl rsa -in k -passin pass:${w} -out o`),
  'wget option': word((w) => `wget --http-password=${w} https://x`),
  'Java property': word((w) => `java -Djavax.net.ssl.keyStorePassword=${w} -jar app.jar`),
  'kubectl create secret': word((w) => `kubectl create secret generic db --from-literal=pw=${w}`),
  'echo into a command': word((w) => `echo ${w} | docker login --password-stdin`),
};
