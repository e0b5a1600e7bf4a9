import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCredentials } from './credentials.ts';
import { loadKubeConfig } from './kube-config.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function credentialsOf(user: object, cluster: object = {}) {
  const file = join(folder, 'config');
  const config = {
    clusters: [{ name: 'c', cluster: { server: 'https://c.example', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  };
  writeFileSync(file, JSON.stringify(config));
  return createCredentials(loadKubeConfig({ source: { file } }));
}

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A credential plugin that counts its runs and tells a token of its own for each. */
function plugin(status: object) {
  const runs = join(folder, 'runs');
  writeFileSync(runs, '');
  const script = `
    const fs = require('node:fs');
    fs.appendFileSync(${JSON.stringify(runs)}, process.env.MARK);
    const run = fs.readFileSync(${JSON.stringify(runs)}, 'utf8').length;
    const status = { token: 'run-' + run, ...${JSON.stringify(status)} };
    console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }));`;
  return {
    user: {
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: process.execPath,
        args: ['-e', script],
        env: [{ name: 'MARK', value: '.' }],
      },
    },
    runs: () => readFileSync(runs, 'utf8').length,
  };
}

describe('the credentials of a kubeconfig', () => {
  it.each([
    ['a token', { token: 'sesame' }, { Authorization: 'Bearer sesame' }],
    [
      'a name and password',
      { username: 'ann', password: 'pw' },
      { Authorization: `Basic ${base64('ann:pw')}` },
    ],
    [
      'somebody who acts as another',
      { token: 't', as: 'ann' },
      { Authorization: 'Bearer t', 'Impersonate-User': 'ann' },
    ],
    ['nobody', {}, {}],
  ])('of %s are in its headers', async (_whom, user, headers) => {
    expect((await credentialsOf(user)()).headers).toEqual(headers);
  });

  it('hold client certificates, from data or from files beside the kubeconfig', async () => {
    writeFileSync(join(folder, 'tls.key'), 'the key');
    const { tls } = await credentialsOf({
      'client-certificate-data': base64('the certificate'),
      'client-key': 'tls.key',
    })();
    expect(tls).toMatchObject({ cert: Buffer.from('the certificate'), key: Buffer.from('the key') });
  });

  it('know the server by what the kubeconfig says of it, without a user too', async () => {
    const cluster = {
      'certificate-authority-data': base64('the authority'),
      'tls-server-name': 'api.internal',
      'insecure-skip-tls-verify': true,
    };
    const { tls } = await credentialsOf({}, cluster)();
    expect(String(tls.ca)).toBe('the authority');
    expect(tls).toMatchObject({ servername: 'api.internal', rejectUnauthorized: false });
  });

  it('read a token file without its line break', async () => {
    writeFileSync(join(folder, 'token'), 'from-file\n');
    expect((await credentialsOf({ tokenFile: 'token' })()).headers).toEqual({
      Authorization: 'Bearer from-file',
    });
  });

  it('read a renewed certificate at the next request', async () => {
    const file = join(folder, 'tls.crt');
    writeFileSync(file, 'first');
    const credentials = credentialsOf({ 'client-certificate': 'tls.crt' });
    await credentials();
    writeFileSync(file, 'second');
    expect(String((await credentials()).tls.cert)).toBe('second');
  });

  it('ask an exec plugin once for as long as its token lasts', async () => {
    const lasting = plugin({ expirationTimestamp: '2999-01-01T00:00:00Z' });
    const credentials = credentialsOf(lasting.user);
    expect((await credentials()).headers).toEqual({ Authorization: 'Bearer run-1' });
    expect((await credentials()).headers).toEqual({ Authorization: 'Bearer run-1' });
    expect(lasting.runs()).toBe(1);
  });

  it('ask an exec plugin again once its token has expired', async () => {
    const expired = plugin({ expirationTimestamp: '2020-01-01T00:00:00Z' });
    const credentials = credentialsOf(expired.user);
    await credentials();
    expect((await credentials()).headers).toEqual({ Authorization: 'Bearer run-2' });
  });

  it("take an exec plugin's client certificate", async () => {
    const status = { clientCertificateData: 'PEM certificate', clientKeyData: 'PEM key' };
    const { tls } = await credentialsOf(plugin(status).user)();
    expect(tls).toMatchObject({ cert: 'PEM certificate', key: 'PEM key' });
  });

  it('are not there where an exec plugin fails', async () => {
    const user = { exec: { command: process.execPath, args: ['-e', 'process.exit(3)'] } };
    await expect(credentialsOf(user)()).rejects.toThrow();
  });

  it('take an OpenID Connect token that still lasts', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'none' })}.${part({ exp: 32_503_680_000 })}.x`;
    const user = { 'auth-provider': { name: 'oidc', config: { 'id-token': token } } };
    expect((await credentialsOf(user)()).headers).toEqual({ Authorization: `Bearer ${token}` });
  });

  it.each(['azure', 'gcp'])('of the removed provider %s are refused, and nothing is run', async (name) => {
    const marker = join(folder, 'ran');
    const config = { 'cmd-path': 'touch', 'cmd-args': marker, 'token-key': '{.t}', 'expiry-key': '{.e}' };
    const credentials = credentialsOf({ 'auth-provider': { name, config } });
    await expect(credentials()).rejects.toMatchObject({ code: 'invalid' });
    expect(() => readFileSync(marker)).toThrow();
  });
});
