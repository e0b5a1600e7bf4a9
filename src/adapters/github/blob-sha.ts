import { createHash } from 'node:crypto';

/** Git's name for a text: SHA-1 over its header and bytes. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
export function blobSha(text: string): string {
  const bytes = Buffer.from(text, 'utf8');
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
