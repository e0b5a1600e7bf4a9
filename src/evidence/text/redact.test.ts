import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

/** Put together here, so that no scanner takes this file for a leak. */
const join = (...parts: readonly string[]): string => parts.join('');
const secret = {
  aws: join('AKIA', 'Z7Q2M4W8K1X5V9B3'),
  awsSecret: join('wJalrXUtnFEMI', '/K7MDENG/bPxRfiCY', 'ZQ9x2Lm4Tt'),
  github: join('ghp', '_wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'),
  jwt: join('eyJ', 'hbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0In0.', 'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9'),
  stripe: join('sk', '_live_', '4eC39HqLyjWDarjtT1zdp7dc'),
  slack: join('xoxb', '-1234567890-', 'abcdefghijkl'),
};

describe('redact', () => {
  it.each([
    ['an AWS key id', `using ${secret.aws} now`, secret.aws],
    ['an AWS secret key', `aws_secret_access_key = ${secret.awsSecret}`, secret.awsSecret],
    ['a GitHub token', `cloning with ${secret.github}`, secret.github],
    ['a JWT', `token was ${secret.jwt}.`, secret.jwt],
    ['a bearer token', 'sent header Bearer abc.def-123456', 'abc.def-123456'],
    ['an authorization header', 'Authorization: Custom hunter2 hunter2', 'hunter2'],
    ['a cookie', 'Set-Cookie: sid=s3ss10n; Path=/', 's3ss10n'],
    ['a password in an assignment', 'DB_PASSWORD=hunter2 starting', 'hunter2'],
    ['a password in JSON', '{"db":{"password":"hun ter2"},"port":5432}', 'hun ter2'],
    ['a password in escaped JSON', '"{\\"password\\":\\"hunter2\\"}"', 'hunter2'],
    [
      'a password in JSON within JSON within JSON',
      String.raw`\\"{\\\"password\\\":\\\"hunter2\\\"}\\"`,
      'hunter2',
    ],
    ['a password in YAML', 'adminPassword: hunter2', 'hunter2'],
    ['a password in an option', 'exec mysql --password hunter2 -h db', 'hunter2'],
    ['credentials in a URL', 'postgres://app:hun/ter2@db:5432/app', 'hun/ter2'],
    ['credentials in a URL without a user', 'redis://:hunter2@cache:6379', 'hunter2'],
    ['a Slack token', `slack says ${secret.slack}`, secret.slack],
    ['a private key that the log cut off', '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nABCDEF', 'MIIEow'],
    ['a long random word', 'loaded Zx8Kq2Lm9Pt4Rv7Ws1Yb6Nc3Hd5Jf0Ga', 'Zx8Kq2Lm9Pt4Rv7Ws1Yb6Nc3Hd5Jf0Ga'],
    [
      'a secret with a zero-width character in it',
      `see ghp_\u200B${secret.github.slice(4)}`,
      secret.github.slice(4),
    ],
  ])('masks %s', async (_case, text, leaked) => {
    const redacted = await redact(text);
    expect(redacted).not.toContain(leaked);
    expect(redacted).toContain('[redacted:');
  });

  it.each([
    'Back-off restarting failed container scraper in pod price-scraper-5d8f7c9b6d-x2x4z_cardboard(0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0)',
    'Failed to pull image "ghcr.io/acme/web:1.2.3": unauthorized: authentication required',
    'image ghcr.io/acme/web@sha256:2bb5a2a3c8f1e0d9b7a6958473625140f9e8d7c6b5a49382716051423324150f',
    'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found',
    'GET /apis/apps/v1/namespaces/cardboard/deployments/price-scraper 200 12ms',
    'java.lang.IllegalStateException: Failed to load ApplicationContext at org.springframework.test.Context',
  ])('leaves %s as it is', async (text) => {
    expect(await redact(text)).toBe(text);
  });

  // Each made a search over and over for what only its end could show; a log line of a workload is as long as it likes.
  it.each([
    'pass',
    'token-',
    '-',
    '-a',
    ':',
    'a://:',
    'x-key-',
    'eyJ-',
    '-----BEGIN PRIVATE KEY ',
    'password="',
    'abcd1234-',
    '--pull-secret=tls-a-',
    'secret ',
  ])('ends, for a megabyte of %s', async (word) => {
    const text = `http://${word.repeat(Math.ceil(1_000_000 / word.length))}`;
    expect((await redact(text)).length).toBeGreaterThan(0);
  });

  it('is not switched off by what a log says', async () => {
    const text = `secretlint-disable\n// secretlint-disable\n/* secretlint-disable */ key ${secret.stripe}`;
    expect(await redact(text)).not.toContain(secret.stripe);
  });

  it('masks every one of several secrets on a line', async () => {
    const text = `${secret.github} postgres://app:hunter2@db/app ${secret.slack} ${secret.jwt}`;
    const redacted = await redact(text);
    for (const leaked of [secret.github, 'hunter2', secret.slack, secret.jwt])
      expect(redacted).not.toContain(leaked);
  });

  it('leaves no traces in the process that would add up', async () => {
    const before = performance.getEntries().length;
    await redact('a line of a log');
    expect(performance.getEntries().length).toBe(before);
  });

  it('masks known values however they are written', async () => {
    const known = 'p@ss/word value';
    const spellings = [known, encodeURIComponent(known), Buffer.from(known).toString('hex')];
    for (const spelling of spellings) {
      expect(await redact(`x ${spelling} y`, [known])).toBe('x [redacted:known] y');
    }
  });

  it('masks known values wherever they begin in a text that was encoded', async () => {
    const known = 'kq7-value-w9x';
    const inner = Buffer.from(known).toString('base64').slice(2, 14);
    for (const before of ['', 'a', 'ab', 'abc:']) {
      const encoded = Buffer.from(`${before}${known} and more`).toString('base64');
      const redacted = await redact(`x ${encoded} y`, [known]);
      expect(redacted).toContain('[redacted:known]');
      expect(Buffer.from(redacted.slice(2), 'base64').toString()).not.toContain('value');
      expect(redacted).not.toContain(inner);
    }
  });

  it.each([
    ['a line end', '\n'],
    ['a backslash and a line end', '\\\n    '],
    ['an escaped line end', '\\n'],
    ['a line end in a diff', '\n-    '],
    ['an escaped colour', '\\e[31m'],
    ['an escaped zero-width space', '\\u200b'],
  ])('masks a known value that %s folds', async (_case, fold) => {
    expect(await redact(`before\nx kq7-value${fold}-w9x y\nafter`, ['kq7-value-w9x'])).toBe(
      'before\nx [redacted:known] y\nafter',
    );
  });

  it('shows what is invisible and drops what a terminal would act on', async () => {
    expect(await redact('safe \u202Eevil\u202C\u001B[31m red\u001B[0m\r\nnext\tline')).toBe(
      'safe ‹U+202E›evil‹U+202C› red\nnext\tline',
    );
  });

  it('takes nothing that a generator made for the name of a Secret', async () => {
    const made = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9]{17,40}$/u),
      fc.uuid(),
      fc.stringMatching(/^[0-9a-f]{32}$/u),
    );
    const written = fc.constantFrom(
      '--secret=',
      '--pull-secret ',
      'existingSecret: ',
      '"--secret","',
      'TLS_SECRET=',
    );
    await fc.assert(
      fc.asyncProperty(written, made, async (name, secret) => {
        expect(await redact(`run ${name}${secret}" --port 1`)).not.toContain(secret);
      }),
      { numRuns: 100 },
    );
  });

  it('never lets a known secret through, whatever surrounds it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (before, after) => {
        expect(await redact(`${before}s3cr3t-v4lue${after}`, ['s3cr3t-v4lue'])).not.toContain('s3cr3t-v4lue');
      }),
      { numRuns: 50 },
    );
  });
});
