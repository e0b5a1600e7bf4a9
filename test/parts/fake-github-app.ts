import { createVerify, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { everyPermission, type FakeToken } from './fake-github-state.ts';

const claims = z.object({ iss: z.union([z.string(), z.number()]), iat: z.number(), exp: z.number() });
const longestLifeSeconds = 600;

/** A GitHub App: its own key, its installation, and what it calls itself. */
export interface FakeApp {
  readonly id: string;
  readonly slug: string;
  readonly installationId: string;
  /** What people have granted where it is installed. */
  installation: Pick<FakeToken, 'permissions' | 'repositories'>;
  /** PEM, PKCS#1, as GitHub hands it out. */
  readonly privateKey: string;
  readonly publicKey: KeyObject;
}

export function createFakeApp(): FakeApp {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    id: '4711',
    slug: 'firebreak-test',
    installationId: '815',
    installation: { permissions: everyPermission },
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    publicKey,
  };
}

/**
 * Whether a JWT is the App's: RS256, at most ten minutes long, and not over.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app
 */
export function isAppToken(jwt: string, app: FakeApp): boolean {
  const [head, payload, signature] = jwt.split('.');
  if (head === undefined || payload === undefined || signature === undefined) return false;
  const isSigned = createVerify('RSA-SHA256')
    .update(`${head}.${payload}`)
    .verify(app.publicKey, signature, 'base64url');
  if (!isSigned) return false;
  const { iss, iat, exp } = claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  return String(iss) === app.id && exp - iat <= longestLifeSeconds && exp * 1_000 > Date.now();
}
