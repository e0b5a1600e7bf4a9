import { around, issued, type SecretForm } from './secret-form.ts';

const plain = (write: (password: string) => string): SecretForm => issued((r) => r.text(14), write);

/** URLs and connection strings. */
export const writtenAddresses: Readonly<Record<string, SecretForm>> = {
  'database URL': issued(
    (r) => r.text(14),
    (p, r) =>
      `${r.pick(['postgres', 'postgresql', 'mysql', 'mongodb', 'mongodb+srv', 'redis', 'rediss', 'amqp', 'amqps', 'nats', 'clickhouse', 'mssql', 'sqlserver', 'cockroachdb', 'ldap'])}://app:${p}@db:5432/app`,
  ),
  'URL with an odd password': issued(
    (r) => `${r.text(9)}${r.pick(['/', '#', '?', '%40', ':', '&'])}${r.text(9)}`,
    (p) => `postgres://app:${p}@db:5432/app`,
  ),
  'URL with @ in the password': issued(
    (r) => `${r.text(5)}@${r.text(12)}`,
    (p) => `postgres://app:${p}@db:5432/app`,
  ),
  'URL without a user': plain((p) => `redis://:${p}@cache:6379/0`),
  'URL with a token as user': issued(
    (r) => r.text(30),
    (p) => `fatal: could not read from https://${p}@git.example/team/app.git`,
  ),
  'git URL with a token': issued(
    (r) => r.text(20),
    (p) => `https://oauth2:${p}@gitlab.example/team/app.git`,
  ),
  'proxy URL': plain((p) => `HTTPS_PROXY=http://user:${p}@proxy:3128`),
  'JDBC URL': around((p) => `jdbc:postgresql://db:5432/app?user=app&password=${p}&ssl=true`),
  'JDBC URL, Oracle': plain((p) => `jdbc:oracle:thin:app/${p}@db:1521/orcl`),
  'JDBC URL, SQL Server': plain((p) => `jdbc:sqlserver://db:1433;user=sa;password=${p};encrypt=true`),
  'ADO connection string': plain((p) => `Server=db;Database=app;User Id=sa;Password=${p};`),
  'ODBC connection string': plain((p) => `Driver={ODBC};Server=db;UID=app;PWD=${p};`),
  'libpq string': plain((p) => `host=db port=5432 user=app password=${p} dbname=app`),
  'libpq string, quoted': plain((p) => `host=db user=app password='${p}' dbname=app`),
  'MySQL DSN of Go': plain((p) => `app:${p}@tcp(mysql:3306)/app?parseTime=true`),
  'broker list': plain((p) => `amqp://a:${p}@rabbit-0:5672,rabbit-1:5672/vhost`),
  'Kafka JAAS': plain(
    (p) => `org.apache.kafka.common.security.plain.PlainLoginModule required username="a" password="${p}";`,
  ),
  'SMTP URL': plain((p) => `smtp://mailer%40example.com:${p}@smtp.example.com:587`),
  'SMTP dialogue': issued(
    (r) => Buffer.from(`\0app\0${r.text(14)}`).toString('base64'),
    (p) => `>>> AUTH PLAIN ${p}`,
  ),
  'query of a request': issued(
    (r) => r.text(22),
    (p, r) =>
      `GET /v1/items?${r.pick(['access_token', 'api_key', 'apikey', 'token', 'key', 'auth', 'code', 'signature', 'sig', 'secret', 'client_secret', 'password', 'pwd', 'X-Goog-Signature', 'X-Amz-Security-Token', 'refresh_token', 'id_token', 'private_token'])}=${p}&page=2 200`,
  ),
  'fragment of a redirect': issued(
    (r) => r.text(32),
    (p) => `Location: https://app.example/cb#access_token=${p}&token_type=bearer`,
  ),
  'encoded redirect': issued(
    (r) => r.text(24),
    (p) => `next=https%3A%2F%2Fapp.example%2Fcb%3Ftoken%3D${p}%26x%3D1`,
  ),
  'encoded URL': issued(
    (r) => r.text(14),
    (p) => `dsn=postgres%3A%2F%2Fapp%3A${p}%40db%3A5432%2Fapp`,
  ),
  'Redis command': plain((p) => `AUTH default ${p}`),
  'S3 URL': issued(
    (r) => r.base64(40),
    (p) => `s3://AKIAABCDEFGHIJKLMNOP:${p}@bucket/path`,
  ),
};
