import { scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** OWASP's Password Storage Cheat Sheet: N=2^15, r=8, p=3 (32 MiB). */
const cost = { log2N: 15, r: 8, p: 3 } as const;
const keyBytes = 32;
const saltBytes = 16;
const mostMemory = 128 * 1024 * 1024;

const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);

/** `$scrypt$ln=15,r=8,p=3$<salt>$<key>` (the PHC string format, base64 without padding). */
export async function hashPassword(password: string, random: (bytes: number) => Buffer): Promise<string> {
  const salt = random(saltBytes);
  const key = await keyOf(password, salt, cost);
  return `$scrypt$ln=${cost.log2N},r=${cost.r},p=${cost.p}$${plain(salt)}$${plain(key)}`;
}

/** As `hashPassword` writes it. */
export const passwordPattern =
  /^\$scrypt\$ln=(1[4-9]),r=(8),p=([1-9])\$([A-Za-z0-9+/]{22,})\$([A-Za-z0-9+/]{43})$/u;

/** Whether the password is that of the hash. Without a hash it takes as long, and is none. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const parts = passwordPattern.exec(hash ?? nobodysHash);
  const [, log2N = '', r = '', p = '', salt = '', key = ''] = parts ?? [];
  if (parts === null) return false;
  const expected = Buffer.from(key, 'base64');
  const found = await keyOf(password, Buffer.from(salt, 'base64'), {
    log2N: Number(log2N),
    r: Number(r),
    p: Number(p),
  });
  return timingSafeEqual(found, expected) && hash !== undefined;
}

const nobodysHash = `$scrypt$ln=15,r=8,p=3$${'A'.repeat(22)}$${'A'.repeat(43)}`;

interface Cost {
  readonly log2N: number;
  readonly r: number;
  readonly p: number;
}

function keyOf(password: string, salt: Buffer, { log2N, r, p }: Cost): Promise<Buffer> {
  // One person's keyboard composes letters that another's does not.
  return derive(password.normalize('NFKC'), salt, keyBytes, { N: 2 ** log2N, r, p, maxmem: mostMemory });
}

function plain(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('=', '');
}
