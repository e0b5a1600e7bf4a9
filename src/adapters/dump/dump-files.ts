import type { Dirent } from 'node:fs';
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeText } from '../../domain/decode-text.ts';
import { messageOf } from '../../domain/message-of.ts';

/** A file or folder of a dump that is left out, and why. */
export interface Skipped {
  /** Relative to the dump, with `/`. */
  readonly file: string;
  readonly why: string;
}

/** V8 makes no text of more than half a gigabyte; no list that kubectl writes comes near. */
const largestFile = 256 * 2 ** 20;
/** Of a longer log the end is read: what matters stands there. */
const longestLog = 16 * 2 ** 20;
const deepest = 12;

/** The files under a folder, sorted; a link is not followed. Throws where the folder itself cannot be read. */
export function dumpFiles(directory: string): {
  readonly files: readonly string[];
  readonly skipped: readonly Skipped[];
} {
  const files: string[] = [];
  const skipped: Skipped[] = [];
  const look = (entries: readonly Dirent[], folder: string, depth: number): void => {
    for (const entry of entries) {
      const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isFile()) files.push(file);
      if (!entry.isDirectory()) continue;
      if (depth >= deepest) {
        skipped.push({ file, why: `more than ${deepest} folders deep` });
        continue;
      }
      try {
        look(readdirSync(join(directory, file), { withFileTypes: true }), file, depth + 1);
      } catch (cause) {
        skipped.push({ file, why: messageOf(cause) });
      }
    }
  };
  look(readdirSync(directory, { withFileTypes: true }), '', 1);
  return { files: files.toSorted(), skipped };
}

/** The text of a file, unpacked where it is gzip. Throws where it cannot be read, or is too large. */
export function readWhole(path: string): string {
  const { bytes, size } = readEnd(path, largestFile);
  if (size > largestFile) throw new RangeError(`larger than ${largestFile / 2 ** 20} MiB`);
  return decodeText(unpacked(bytes));
}

/** The text of a log, or of its last 16 MiB. Throws where it cannot be read. */
export function readLog(path: string): string {
  const { bytes } = readEnd(path, longestLog);
  return decodeText(unpacked(bytes)).replaceAll('\r\n', '\n');
}

function readEnd(path: string, most: number): { readonly bytes: Buffer; readonly size: number } {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, most));
    let read = 0;
    while (read < bytes.length) {
      const more = readSync(file, bytes, read, bytes.length - read, size - bytes.length + read);
      if (more === 0) break;
      read += more;
    }
    return { bytes: bytes.subarray(0, read), size };
  } finally {
    closeSync(file);
  }
}

function unpacked(bytes: Buffer): Buffer {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return isGzip ? gunzipSync(bytes, { maxOutputLength: largestFile }) : bytes;
}
