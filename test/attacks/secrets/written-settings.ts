import { around, type SecretForm } from './secret-form.ts';
import type { SeededRandom } from './seeded-random.ts';

const upperName = (random: SeededRandom): string =>
  random.pick([
    'DB_PASSWORD',
    'POSTGRES_PASSWORD',
    'DB_PASS',
    'MYSQL_PWD',
    'ADMIN_PW',
    'SECRET_KEY_BASE',
    'JWT_SECRET',
    'SMTP_PASS',
    'AUTH_TOKEN',
    'DD_APP_KEY',
    'ENCRYPTION_KEY',
    'MASTER_KEY',
    'HMAC_KEY',
    'REDIS_AUTH',
    'LICENSE_KEY',
    'API_KEY',
    'APP_SECRET',
    'VAULT_UNSEAL_KEY',
    'SSH_PASSPHRASE',
    'DB_CREDENTIAL',
  ]);

const camelName = (random: SeededRandom): string =>
  random.pick([
    'password',
    'apiKey',
    'clientSecret',
    'accessToken',
    'refreshToken',
    'privateKey',
    'webhookSecret',
    'dbPass',
    'signingKey',
    'masterKey',
    'adminPassword',
    'api_key',
    'bind-password',
    'secret',
    'passphrase',
    'authKey',
  ]);

const safe = (password: string): string => password.replaceAll(/[^A-Za-z0-9]/gu, '');

/** A form around a password without anything in it that the format would escape. */
const plainly = (write: (password: string, random: SeededRandom) => string): SecretForm => {
  const form = around((password) => password);
  return (random) => {
    const core = safe(form(random).core);
    return { core, text: write(core, random) };
  };
};

/** Settings as programs print them when they start and when they fail. */
export const writtenSettings: Readonly<Record<string, SecretForm>> = {
  'env line': around((p, r) => `${upperName(r)}=${p}`),
  'env line, quoted': around((p, r) => `export ${upperName(r)}="${p}"`),
  'env line in a listing': around((p, r) => `HOME=/root ${upperName(r)}=${p} PATH=/bin`),
  JSON: around((p, r) => `{"level":"debug","${camelName(r)}":"${p}","port":5432}`),
  'JSON with spaces': around((p, r) => `{ "${camelName(r)}" : "${p}", "port" : 5432 }`),
  'JSON in JSON': around((p, r) => JSON.stringify({ msg: JSON.stringify({ [camelName(r)]: p }) })),
  'JSON in JSON in JSON': around((p, r) =>
    JSON.stringify({ msg: JSON.stringify({ body: JSON.stringify({ [camelName(r)]: p }) }) }),
  ),
  'JSON list': around((p, r) => `{"${camelName(r)}":["${p}"]}`),
  'environment of a pod, JSON': around((p, r) => `"env":[{"name":"${upperName(r)}","value":"${p}"}]`),
  'environment of a pod, YAML': around((p, r) => `- name: ${upperName(r)}\n  value: ${p}`),
  'environment of a pod, quoted YAML': around((p, r) => `    - name: "${upperName(r)}"\n      value: "${p}"`),
  'environment of a pod, value first': around((p, r) => `{"value":"${p}","name":"${upperName(r)}"}`),
  'environment of a pod, Go': around((p, r) => `EnvVar{Name:${upperName(r)},Value:${p},ValueFrom:nil,}`),
  YAML: around((p, r) => `${camelName(r)}: ${p}`),
  'YAML, quoted': around((p, r) => `${camelName(r)}: '${p}'`),
  'YAML block': around((p, r) => `${camelName(r)}: |\n  ${p}\nport: 5432`),
  'YAML folded': around((p, r) => `${camelName(r)}: >-\n    ${p}\nport: 5432`),
  'YAML tag': around((p, r) => `${camelName(r)}: !!str ${p}`),
  logfmt: around((p, r) => `level=info msg="config loaded" ${camelName(r)}=${p} port=5432`),
  'logfmt, quoted': around((p, r) => `level=info ${camelName(r)}="${p}" port=5432`),
  TOML: around((p, r) => `${camelName(r)} = "${p}"`),
  properties: around((p) => `spring.datasource.password=${p}`),
  INI: around((p) => `[database]\npassword = ${p}`),
  XML: plainly((p) => `<connection><password>${p}</password></connection>`),
  'XML attribute': plainly((p) => `<user name="app" password="${p}"/>`),
  'XML setting': plainly((p) => `<add key="DbPassword" value="${p}" />`),
  HCL: around((p) => `variable "db_password" {\n  default = "${p}"\n}`),
  'Python dict': around((p, r) => `{'host': 'db', '${camelName(r)}': '${p}'}`),
  'Python object': around((p) => `Config(host='db', password='${p}', port=5432)`),
  'Python bytes': around((p) => `password=b'${p}'`),
  'Ruby hash': around((p) => `{:host=>"db", :password=>"${p}"}`),
  'Java object': plainly((p) => `DataSourceProperties{url=jdbc:x, password=${p}, pool=5}`),
  'Java object, brackets': plainly((p) => `Config[host=db, clientSecret=${p}, port=1]`),
  'Go struct': plainly((p) => `&{Host:db Port:5432 Password:${p} SSLMode:disable}`),
  'Go map': plainly((p) => `map[host:db password:${p} port:5432]`),
  'Go struct, %#v': plainly((p) => `config.DB{Host:"db", Password:"${p}"}`),
  'Rust struct': plainly((p) => `Config { host: "db", password: Some("${p}"), port: 1 }`),
  'PHP print_r': plainly((p) => `Array ( [host] => db [password] => ${p} )`),
  'PHP var_dump': plainly((p) => `["password"]=> string(${p.length}) "${p}"`),
  'stack trace': plainly(
    (p) =>
      `Caused by: org.postgresql.util.PSQLException: auth failed (user=app, password=${p})\n\tat org.postgresql.Driver.connect(Driver.java:255)`,
  ),
  'Python traceback': plainly(
    (p) => `  File "/app/db.py", line 12, in connect\n    psycopg2.connect(host="db", password="${p}")`,
  ),
  'Node error': plainly((p) => `Error: connect\n  config: { user: 'app', password: '${p}', port: 1 }`),
  'SQL statement': plainly((p, r) =>
    r.pick([
      `ALTER USER app WITH PASSWORD '${p}';`,
      `CREATE USER 'app'@'%' IDENTIFIED BY '${p}';`,
      `SET PASSWORD FOR 'app'@'%' = PASSWORD('${p}');`,
      `ALTER ROLE app PASSWORD '${p}' VALID UNTIL 'infinity'`,
    ]),
  ),
  prose: plainly((p, r) =>
    r.pick([
      `the password is ${p}`,
      `Generated root password: ${p}`,
      `login with user admin and password "${p}"`,
      `*** Please use the following password to proceed: ${p}`,
      `Your API key is: ${p}`,
      `temporary password '${p}' was set`,
      `Default admin credentials: admin / ${p}`,
    ]),
  ),
  'percent-encoded': plainly((p, r) => `body=user%3Dapp%26password%3D${p}%26x%3D${r.digits(2)}`),
  'HTML-escaped': plainly((p) => `{&quot;password&quot;:&quot;${p}&quot;}`),
  'escaped quotes of Unicode': plainly((p) => `{\\u0022password\\u0022:\\u0022${p}\\u0022}`),
  'form body': plainly((p) => `grant_type=password&username=app&password=${p}&scope=read`),
  'multipart body': plainly((p) => `Content-Disposition: form-data; name="password"\r\n\r\n${p}\r\n--x`),
  'fullwidth colon': plainly((p) => `password：${p}`),
  'fullwidth equals sign': plainly((p) => `API_KEY＝${p}`),
  'no-break spaces': plainly((p) => `password\u00a0:\u00a0${p}`),
  'other quotes': plainly((p) => `password: “${p}”`),
  'an arrow': plainly((p) => `password → ${p}`),
  'Cyrillic letters in the name': plainly((p) => `p\u0430ssw\u043erd=${p}`),
  'fullwidth name': plainly((p) => `ｐａｓｓｗｏｒｄ=${p}`),
  'zero-width characters in the name': plainly((p) => `pass\u200bword=${p}`),
  'zero-width characters in the value': (random) => {
    const core = random.text(16);
    return { core, text: `password=${core.slice(0, 8)}\u200b\u2060${core.slice(8)}` };
  },
  'colour in between': plainly((p) => `\u001b[36mpassword\u001b[0m=\u001b[33m${p}\u001b[0m`),
  'colour in the value': (random) => {
    const core = random.text(20);
    return { core, text: `api_key=${core.slice(0, 10)}\u001b[1m${core.slice(10)}\u001b[0m` };
  },
  'folded by a backslash': (random) => {
    const core = random.text(32);
    return { core, text: `password=${core.slice(0, 16)}\\\n${core.slice(16)}` };
  },
  'name and value on two lines': plainly((p) => `Password:\n${p}\n`),
  'secret manifest': (random) => {
    const core = Buffer.from(random.text(15)).toString('base64');
    return { core, text: `kind: Secret\ndata:\n  password: ${core}\n` };
  },
  'secret manifest, JSON': (random) => {
    const core = Buffer.from(random.text(21)).toString('base64');
    return { core, text: `{"kind":"Secret","data":{"tls.key":"${core}","x":"eA=="}}` };
  },
  'secret manifest, plain': plainly((p) => `kind: Secret\nstringData:\n  config: ${p}\n`),
  'Helm values': plainly((p) => `--set postgresql.auth.password=${p},replicas=2`),
  'terraform output': plainly((p) => `db_password = "${p}" # (sensitive value)`),
  Dockerfile: plainly((p, r) => `ENV ${upperName(r)} ${p}`),
  'shell trace': plainly((p, r) => `+ ${upperName(r)}=${p}`),
  'git diff': plainly((p, r) => `+  ${camelName(r)}: ${p}`),
  'env of a process': plainly((p, r) => `HOME=/root\\0${upperName(r)}=${p}\\0PATH=/bin`),
};
