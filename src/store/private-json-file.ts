import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

/** The error for a file that cannot be read as what it should be; its message says where and what would be right. */
export type FileFailure = (message: string, options?: ErrorOptions) => Error;

/** What a JSON file holds; undefined where there is none. Throws what `failure` makes. */
export function readPrivateJson<T>(file: string, schema: z.ZodType<T>, failure: FileFailure): T | undefined {
  if (!existsSync(file)) return undefined;
  const parsed = schema.safeParse(parseJson(file, failure));
  if (!parsed.success) throw failure(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** Puts the whole file in the place of the old one, readable by its owner alone. */
export function writePrivateJson(file: string, document: unknown): void {
  const next = `${file}.${process.pid}.new`;
  writeFileSync(next, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(next, file);
}

function parseJson(file: string, failure: FileFailure): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw failure(`${file} cannot be read as JSON`, { cause });
  }
}
