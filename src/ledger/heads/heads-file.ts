import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { headLine, type SignedHead } from './head.ts';

/** Where heads are appended. */
export function headsFileOf(settings: { readonly auditHeadsFile?: string }, dataDir: string): string {
  return settings.auditHeadsFile ?? join(dataDir, 'ledger-heads.jsonl');
}

/** Appends a head to a file of JSON Lines and waits for the disk. The file is its owner's alone to write. */
export function appendHead(file: string, head: SignedHead): void {
  const handle = openSync(file, 'a', 0o600);
  try {
    writeSync(handle, `${headLine(head)}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** What the file holds, empty where there is none; a line that a crash cut off is taken away first. */
export function openHeadsFile(file: string): string {
  const handle = openSync(file, 'a+', 0o600);
  try {
    const text = readFileSync(handle, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole !== text) ftruncateSync(handle, Buffer.byteLength(whole));
    return whole;
  } finally {
    closeSync(handle);
  }
}
