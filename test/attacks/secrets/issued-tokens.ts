import { issued, type SecretForm } from './secret-form.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Where tokens turn up without a word that would give them away. */
const prose = (token: string, random: SeededRandom): string =>
  random.pick([
    `cloning with ${token}`,
    `using ${token} for the request`,
    `argument "${token}" was ignored`,
    `got [${token}], expected none`,
    `loaded credential=${token};retry=3`,
    `https://hooks.example/in/${token}`,
    `{"level":"warn","msg":"rejected","value":"${token}"}`,
  ]);

const bare = (prefix: string, make: (random: SeededRandom) => string): SecretForm =>
  issued(make, (token, random) => prose(`${prefix}${token}`, random));

const encoded = (text: string): string => Buffer.from(text).toString('base64url');

/** Tokens that providers give out, by their published shapes; the prefix is public, what follows is the secret. */
export const issuedTokens: Readonly<Record<string, SecretForm>> = {
  'AWS access key id': bare('AKIA', (r) => r.upper(16)),
  'AWS temporary key id': bare('ASIA', (r) => r.upper(16)),
  'AWS secret access key': issued(
    (r) => r.base64(40),
    (key, r) =>
      r.pick([
        `aws_secret_access_key = ${key}`,
        `AWS_SECRET_ACCESS_KEY=${key}`,
        `{"SecretAccessKey":"${key}"}`,
        `secretAccessKey: '${key}'`,
      ]),
  ),
  'AWS session token': issued(
    (r) => r.base64(160),
    (token) => `AWS_SESSION_TOKEN=${token}`,
  ),
  'AWS presigned URL': issued(
    (r) => r.hex(64),
    (signature) => `https://b.s3.amazonaws.com/k?X-Amz-Expires=900&X-Amz-Signature=${signature}`,
  ),
  'Google API key': bare('AIza', (r) => r.text(35)),
  'Google access token': bare('ya29.', (r) => r.text(60)),
  'Google client secret': bare('GOCSPX-', (r) => r.text(28)),
  'Azure storage key': issued(
    (r) => r.base64(86),
    (key) =>
      `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${key}==;EndpointSuffix=core.windows.net`,
  ),
  'Azure service bus': issued(
    (r) => r.base64(43),
    (key) => `Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=${key}=`,
  ),
  'Azure SAS': issued(
    (r) => r.text(43),
    (sig) => `https://a.blob.core.windows.net/c?sv=2022-11-02&se=2026-03-05&sig=${sig}%3D&sp=r`,
  ),
  'Azure client secret': issued(
    (r) => `${r.text(3)}8Q~${r.text(34)}`,
    (secret, r) => prose(secret, r),
  ),
  'GitHub token': issued(
    (r) => r.text(36),
    (token, r) => prose(`${r.pick(['ghp', 'gho', 'ghu', 'ghs', 'ghr'])}_${token}`, r),
  ),
  'GitHub fine-grained token': bare('github_pat_', (r) => `${r.text(22)}_${r.text(59)}`),
  'GitLab token': issued(
    (r) => r.text(20),
    (token, r) => prose(`${r.pick(['glpat', 'gldt', 'glrt', 'glcbt', 'glptt', 'glsoat'])}-${token}`, r),
  ),
  'Slack token': issued(
    (r) => r.text(24),
    (token, r) => prose(`${r.pick(['xoxb', 'xoxp', 'xoxa'])}-${r.digits(12)}-${token}`, r),
  ),
  'Slack app token': bare('xapp-1-A0123-', (r) => r.text(40)),
  'Slack webhook': issued(
    (r) => r.text(24),
    (token) => `posting to https://hooks.slack.com/services/T012345/B012345/${token}`,
  ),
  'Stripe key': issued(
    (r) => r.text(24),
    (token, r) => prose(`${r.pick(['sk', 'rk'])}_${r.pick(['live', 'test'])}_${token}`, r),
  ),
  'Stripe webhook secret': bare('whsec_', (r) => r.text(32)),
  'Twilio auth token': issued(
    (r) => r.hex(32),
    (token, r) =>
      r.pick([`TWILIO_AUTH_TOKEN=${token}`, `authToken: ${token}`, `curl -u AC${r.hex(32)}:${token} api`]),
  ),
  'Twilio API key': bare('SK', (r) => r.hex(32)),
  'SendGrid key': bare('SG.', (r) => `${r.text(22)}.${r.text(43)}`),
  'Mailgun key': bare('key-', (r) => r.hex(32)),
  'Mailchimp key': issued(
    (r) => r.hex(32),
    (key, r) => prose(`${key}-us12`, r),
  ),
  'npm token': bare('npm_', (r) => r.text(36)),
  'PyPI token': bare('pypi-AgEIcHlwaS5vcmc', (r) => r.text(80)),
  'RubyGems token': bare('rubygems_', (r) => r.hex(48)),
  'NuGet key': bare('oy2', (r) => r.text(43, 'abcdefghijklmnopqrstuvwxyz234567')),
  'Docker token': bare('dckr_pat_', (r) => r.text(27)),
  'DigitalOcean token': bare('dop_v1_', (r) => r.hex(64)),
  'Vault token': bare('hvs.', (r) => r.text(40)),
  'Terraform Cloud token': issued(
    (r) => `${r.text(14)}.atlasv1.${r.text(60)}`,
    (token, r) => prose(token, r),
  ),
  'Hugging Face token': bare('hf_', (r) => r.text(34)),
  'OpenAI key': bare('sk-proj-', (r) => r.text(48)),
  'Anthropic key': bare('sk-ant-api03-', (r) => r.text(60)),
  'New Relic key': bare('NRAK-', (r) => r.upper(27)),
  'Grafana token': bare('glsa_', (r) => `${r.text(32)}_${r.hex(8)}`),
  'Sentry DSN': issued(
    (r) => r.hex(32),
    (key) => `reporting to https://${key}@o4501.ingest.sentry.io/4501`,
  ),
  'Discord bot token': issued(
    (r) => `${encoded(r.digits(18))}.${r.text(6)}.${r.text(27)}`,
    (token, r) => prose(token, r),
  ),
  'Discord webhook': issued(
    (r) => r.text(68),
    (token) => `https://discord.com/api/webhooks/102030405060708090/${token}`,
  ),
  'Telegram bot token': issued(
    (r) => `AA${r.text(33)}`,
    (token, r) => `POST https://api.telegram.org/bot${r.digits(10)}:${token}/sendMessage`,
  ),
  'Teams webhook': issued(
    (r) => r.hex(32),
    (token, r) =>
      `https://acme.webhook.office.com/webhookb2/${r.uuid()}/IncomingWebhook/${token}/${r.uuid()}`,
  ),
  'Shopify token': bare('shpat_', (r) => r.hex(32)),
  'Atlassian token': bare('ATATT3xFfGF0', (r) => r.text(120)),
  'Bitbucket password': bare('ATBB', (r) => r.text(32)),
  'Databricks token': bare('dapi', (r) => r.hex(32)),
  'Doppler token': bare('dp.pt.', (r) => r.text(43)),
  'Tailscale key': bare('tskey-auth-', (r) => `${r.text(12)}-${r.text(32)}`),
  'Notion token': bare('ntn_', (r) => r.text(46)),
  'Postman key': bare('PMAK-', (r) => `${r.hex(24)}-${r.hex(34)}`),
  'age key': bare('AGE-SECRET-KEY-1', (r) => r.text(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')),
  'PlanetScale password': bare('pscale_pw_', (r) => r.text(43)),
  'Supabase key': bare('sbp_', (r) => r.hex(40)),
  'Artifactory key': bare('AKCp', (r) => r.text(69)),
  'Heroku key': issued(
    (r) => r.uuid(),
    (key) => `HEROKU_API_KEY=${key}`,
  ),
  'Kubernetes bootstrap token': issued(
    (r) => r.text(16, 'abcdefghijklmnopqrstuvwxyz0123456789'),
    (token, r) =>
      `kubeadm join 10.0.0.1:6443 --token ${r.hex(6)}.${token} --discovery-token-unsafe-skip-ca-verification`,
  ),
  'k3s join token': issued(
    (r) => r.hex(32),
    (token, r) => `joining with K10${r.hex(64)}::server:${token}`,
  ),
  'service account token': issued(
    (r) => `${encoded(JSON.stringify({ iss: 'kubernetes/serviceaccount', sub: r.text(30) }))}.${r.text(86)}`,
    (token, r) => prose(`eyJhbGciOiJSUzI1NiIsImtpZCI6IiJ9.${token}`, r),
  ),
  'WireGuard key': issued(
    (r) => r.base64(43),
    (key) => `[Interface] PrivateKey = ${key}= Address = 10.0.0.2/24`,
  ),
  'random word': issued(
    (r) => `${r.text(20)}7aB${r.text(20)}`,
    (word, r) => prose(word, r),
  ),
};
