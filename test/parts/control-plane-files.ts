import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';

export const kubeUsers = ['admin', 'firebreak-planner', 'firebreak-executor'] as const;
export type KubeUser = (typeof kubeUsers)[number];

/** The control plane's own programs; a user apart from admin, so that the audit log shows only what tests and product do. */
const COMPONENTS = 'control-plane-components';
const GROUPS: Readonly<Record<string, string>> = { admin: 'system:masters', [COMPONENTS]: 'system:masters' };

const AUDIT_POLICY = {
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', users: [COMPONENTS, 'system:apiserver'] },
    { level: 'None', userGroups: ['system:serviceaccounts:kube-system'] },
    { level: 'None', nonResourceURLs: ['/readyz*', '/livez*', '/healthz*'] },
    { level: 'Metadata', resources: [{ group: '', resources: ['secrets'] }] },
    { level: 'Request' },
  ],
};

export interface ControlPlaneFiles {
  readonly folder: string;
  readonly signingKey: string;
  readonly publicKey: string;
  readonly tokenFile: string;
  readonly auditPolicy: string;
  readonly auditLog: string;
  readonly certificates: string;
  /** Written by the API server: its certificate together with the one that signed it. */
  readonly caFile: string;
  readonly componentsToken: string;
  readonly tokens: Readonly<Record<KubeUser, string>>;
}

function token(): string {
  return randomBytes(16).toString('hex');
}

export function writeControlPlaneFiles(folder: string): ControlPlaneFiles {
  const path = (name: string): string => join(folder, name);
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(path('service-account.key'), keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));
  writeFileSync(path('service-account.pub'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
  const componentsToken = token();
  const tokens = { admin: token(), 'firebreak-planner': token(), 'firebreak-executor': token() };
  const lines = Object.entries({ ...tokens, [COMPONENTS]: componentsToken }).map(
    ([user, value]) => `${value},${user},${user},"${GROUPS[user] ?? ''}"`,
  );
  writeFileSync(path('tokens.csv'), `${lines.join('\n')}\n`);
  writeFileSync(path('audit-policy.yaml'), stringify(AUDIT_POLICY));
  mkdirSync(path('certificates'));
  return {
    folder,
    signingKey: path('service-account.key'),
    publicKey: path('service-account.pub'),
    tokenFile: path('tokens.csv'),
    auditPolicy: path('audit-policy.yaml'),
    auditLog: path('audit.log'),
    certificates: path('certificates'),
    caFile: join(path('certificates'), 'apiserver.crt'),
    componentsToken,
    tokens,
  };
}

export interface KubeconfigOptions {
  readonly file: string;
  readonly url: string;
  readonly caFile: string;
  readonly user: string;
  readonly token: string;
}

export function writeKubeconfig({ file, url, caFile, user, token }: KubeconfigOptions): string {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: url, 'certificate-authority': caFile } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: user, context: { cluster: 'test', user } }],
    'current-context': user,
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
