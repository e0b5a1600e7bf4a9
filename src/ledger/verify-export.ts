import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { canonicalJson } from '../domain/canonical.ts';
import { genesisHash } from './entry.ts';
import { exportedEnd, exportedLink, fromExported } from './export.ts';
import type { ChainEnd, LedgerLink } from './link.ts';
import { chainStart, type LedgerVerification, verifyLinks } from './verify.ts';

/** A line of an export is not what an export writes. */
class ExportError extends Error {
  /** From 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(message);
    this.name = 'ExportError';
    this.line = line;
  }
}

/** Verifies an export without the store that it came from. Every byte counts: nothing is read leniently. */
export async function verifyExport(
  chunks: AsyncIterable<Uint8Array>,
  watch?: (end: ChainEnd) => void,
): Promise<LedgerVerification> {
  try {
    return await verifyLinks(exportedLinks(chunks), chainStart, watch);
  } catch (cause) {
    if (!(cause instanceof ExportError)) throw cause;
    return { ok: false, reason: 'audit.export-broken', seq: cause.line, problem: cause.message };
  }
}

async function* exportedLinks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LedgerLink> {
  const digest = createHash('sha256');
  let [count, head] = [0, genesisHash];
  let before: Buffer | undefined;
  for await (const line of byteLines(chunks)) {
    if (before !== undefined) {
      const link = fromExported(readLine(before, count + 1, exportedLink));
      digest.update(before).update('\n');
      count += 1;
      head = link.hash;
      yield link;
    }
    before = line;
  }
  const place = count + 1;
  if (before === undefined) throw new ExportError(place, 'the export is empty');
  const end = readLine(before, place, exportedEnd);
  if (end.entries !== count) throw new ExportError(place, `the export should hold ${end.entries} entries`);
  if (end.head !== head) throw new ExportError(place, 'the last entry is not the head of the export');
  if (end.digest !== digest.digest('hex'))
    throw new ExportError(place, 'the bytes of the export do not fit its digest');
}

/** The lines without their ends. Throws `ExportError` where the last one has none. */
async function* byteLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let begun: Buffer = Buffer.alloc(0);
  let count = 0;
  for await (const chunk of chunks) {
    begun = Buffer.concat([begun, chunk]);
    for (let at = begun.indexOf(10); at >= 0; at = begun.indexOf(10)) {
      count += 1;
      yield begun.subarray(0, at);
      begun = begun.subarray(at + 1);
    }
  }
  if (begun.length > 0) throw new ExportError(count + 1, 'the last line is cut off');
}

/** What a line says, if it says it in the one way in which an export would. */
function readLine<S extends z.ZodType>(bytes: Buffer, line: number, schema: S): z.output<S> {
  const text = bytes.toString('utf8');
  const parsed = schema.safeParse(parseJson(text));
  if (!parsed.success) throw new ExportError(line, 'the line is not one that an export writes');
  if (!Buffer.from(canonicalJson(parsed.data)).equals(bytes))
    throw new ExportError(line, 'the line is not written as an export writes it');
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
