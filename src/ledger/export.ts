import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from '../domain/canonical.ts';
import { genesisHash } from './entry.ts';
import type { LedgerLink, LinkPayload } from './link.ts';

/** One line of an export. `payload` is absent where it was erased or is missing. */
export const exportedLink = z.strictObject({
  seq: z.int(),
  at: z.string(),
  type: z.string(),
  incident: z.string().exactOptional(),
  actor: z.string(),
  payloadHash: z.string(),
  previousHash: z.string(),
  hash: z.string(),
  payload: z.unknown().exactOptional(),
  erasedAt: z.string().exactOptional(),
});

/** The last line: what came before it, so that nothing can be cut off at the end unseen. */
export const exportedEnd = z.strictObject({
  entries: z.int(),
  head: z.string(),
  /** SHA-256 over every byte before this line, in lower-case hexadecimal. */
  digest: z.string(),
});

/** JSON Lines of a ledger: each line canonical JSON (RFC 8785), one a link, and a last one about the whole. */
export async function* exportLines(links: AsyncIterable<LedgerLink>): AsyncGenerator<string> {
  const digest = createHash('sha256');
  let [entries, head] = [0, genesisHash];
  for await (const link of links) {
    const line = `${canonicalJson(toExported(link))}\n`;
    digest.update(line);
    entries += 1;
    head = link.hash;
    yield line;
  }
  yield `${canonicalJson({ entries, head, digest: digest.digest('hex') })}\n`;
}

/** The link that a line of an export stands for. */
export function fromExported(line: z.output<typeof exportedLink>): LedgerLink {
  const { previousHash, hash, payload, erasedAt, ...entry } = line;
  return { entry, previousHash, hash, payload: payloadFrom(payload, erasedAt) };
}

function payloadFrom(payload: unknown, erasedAt: string | undefined): LinkPayload {
  if (payload !== undefined) return { state: 'kept', text: canonicalJson(payload) };
  return erasedAt === undefined ? { state: 'missing' } : { state: 'erased', at: erasedAt };
}

function toExported({ entry, previousHash, hash, payload }: LedgerLink): object {
  return {
    ...entry,
    previousHash,
    hash,
    ...(payload.state === 'kept' ? { payload: valueOf(payload.text) } : {}),
    ...(payload.state === 'erased' ? { erasedAt: payload.at } : {}),
  };
}

/** A text that is not what was written stays text: as such it does not fit its hash, and the verification says so. */
function valueOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return canonicalJson(value) === text ? value : text;
  } catch {
    return text;
  }
}
