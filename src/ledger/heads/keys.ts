import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';

/** A key for signing heads, or for checking them, is not one. */
export class HeadKeyError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'HeadKeyError';
  }
}

/** A key and its name: the SHA-256 of its public half as DER (SPKI), in lower-case hexadecimal. */
export interface HeadKey {
  readonly id: string;
  readonly key: KeyObject;
}

/** An Ed25519 private key as PEM (PKCS#8), as `openssl genpkey -algorithm ed25519` writes it. Throws `HeadKeyError`. */
export function readSigningKey(pem: string): HeadKey {
  const key = readKey(() => createPrivateKey(pem), 'private', 'openssl genpkey -algorithm ed25519');
  return { id: idOf(createPublicKey(key)), key };
}

/** An Ed25519 public key as PEM (SPKI), as `openssl pkey -pubout` writes it. Throws `HeadKeyError`. */
export function readCheckingKey(pem: string): HeadKey {
  // createPublicKey would take a private key too; whoever verifies has no business with one.
  const isPrivate = pem.includes('PRIVATE KEY');
  const key = readKey(() => createPublicKey(isPrivate ? '' : pem), 'public', 'openssl pkey -pubout');
  return { id: idOf(key), key };
}

/** The half of a signing key that checks what it signs. */
export function checkingKeyOf({ id, key }: HeadKey): HeadKey {
  return { id, key: createPublicKey(key) };
}

/** A new key pair as PEM. */
export function generateHeadKeys(): { readonly privatePem: string; readonly publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  return {
    privatePem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    publicPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

function readKey(read: () => KeyObject, half: 'private' | 'public', command: string): KeyObject {
  const wrong = new HeadKeyError(`not an Ed25519 ${half} key as PEM; \`${command}\` writes one`);
  let key: KeyObject;
  try {
    key = read();
  } catch {
    throw wrong;
  }
  if (key.asymmetricKeyType !== 'ed25519') throw wrong;
  return key;
}

function idOf(publicKey: KeyObject): string {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}
