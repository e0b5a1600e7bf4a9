import type { SeededSecret } from './secret-form.ts';
import { tellingParts } from './secret-form.ts';

/** Finds those of many secrets that a large text shows any telling part of, in one pass over the text. */
export function leakSearch<T extends SeededSecret>(secrets: readonly T[]): (text: string) => readonly T[] {
  const parts = new Map(secrets.flatMap((secret) => tellingParts(secret.core).map((part) => [part, secret])));
  return (text) => {
    const found = new Set<T>();
    for (const [run] of text.matchAll(/[A-Za-z0-9]{8,}/gu))
      for (let at = 0; at + 8 <= run.length; at += 1) {
        const secret = parts.get(run.slice(at, at + 8));
        if (secret !== undefined) found.add(secret);
      }
    return [...found];
  };
}
