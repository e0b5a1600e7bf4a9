import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClusterError } from '../../ports/cluster.ts';
import { loadKubeConfig } from './kube-config.ts';

function config(name: string, user: object, current = name): string {
  return JSON.stringify({
    clusters: [{ name, cluster: { server: `https://${name}.example`, 'certificate-authority': 'ca.crt' } }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': current,
  });
}

describe('loading a kubeconfig', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kube-config-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const write = (file: string, text: string): string => {
    writeFileSync(join(folder, file), text);
    return join(folder, file);
  };

  it('takes paths as relative to the file', () => {
    const kubeConfig = loadKubeConfig({ source: { file: write('a', config('a', { token: 't' })) } });
    expect(kubeConfig.cluster).toMatchObject({
      server: 'https://a.example',
      caFile: join(folder, 'ca.crt'),
    });
  });

  it('leaves a token file to the authenticator that reads it anew', () => {
    write('token', 'first\n');
    const kubeConfig = loadKubeConfig({ source: { file: write('a', config('a', { tokenFile: 'token' })) } });
    expect(kubeConfig.user).toMatchObject({
      authProvider: { name: 'tokenFile', config: { tokenFile: join(folder, 'token') } },
    });
    expect(kubeConfig.user?.token).toBeUndefined();
  });

  it('merges KUBECONFIG as kubectl does, and can take another context', () => {
    const files = [write('a', config('a', {})), write('b', config('b', {}))].join(delimiter);
    const environment = { KUBECONFIG: files };
    expect(loadKubeConfig({ source: 'default', environment }).cluster.name).toBe('a');
    expect(loadKubeConfig({ source: 'default', environment, context: 'b' }).cluster.name).toBe('b');
  });

  it('lets the first of several files that names a user have its way', () => {
    const [first, second] = [config('same', { token: 'one' }), config('same', { token: 'two' })];
    const environment = { KUBECONFIG: [write('a', first), write('b', second)].join(delimiter) };
    expect(loadKubeConfig({ source: 'default', environment }).user).toMatchObject({ token: 'one' });
  });

  it('is the service account inside of a cluster', () => {
    const environment = { KUBERNETES_SERVICE_HOST: '10.0.0.1', KUBERNETES_SERVICE_PORT: '443' };
    expect(loadKubeConfig({ source: 'default', environment })).toMatchObject({
      cluster: { server: 'https://10.0.0.1:443' },
      user: { authProvider: { name: 'tokenFile' } },
    });
  });

  it('refuses a context that names no cluster', () => {
    const source = { file: write('a', config('a', {})) };
    expect(() => loadKubeConfig({ source, context: 'nope' })).toThrow(ClusterError);
  });
});
