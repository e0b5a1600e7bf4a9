import { redact } from '../../../src/evidence/text/redact.ts';
import { readableTexts } from './readable-texts.ts';
import { inContext, secretFamilies, seededSecrets } from './secret-corpus.ts';
import { shows } from './secret-form.ts';
import { seededRandom } from './seeded-random.ts';

/** How many of how many. */
export interface Share {
  readonly good: number;
  readonly all: number;
}

interface JudgedShare extends Share {
  /** The kinds of those that were not good, each with an example of what was left. */
  readonly bad: ReadonlyMap<string, string>;
}

/** Secrets of which nothing telling is left, by family. */
export async function secretsMasked(seeds: readonly number[]): Promise<ReadonlyMap<string, JudgedShare>> {
  const written = seeds.flatMap((seed) =>
    seededSecrets(seed).map((secret, index) => ({
      ...secret,
      context: inContext(secret, seededRandom(seed * 99_991 + index)),
    })),
  );
  const judged = await Promise.all(
    written.map(async ({ kind, core, context }) => {
      const redacted = await redact(context);
      return { kind, good: !shows(redacted, core), example: redacted };
    }),
  );
  const shares = Object.entries(secretFamilies).map(
    ([family, forms]) => [family, shareOf(judged.filter(({ kind }) => Object.hasOwn(forms, kind)))] as const,
  );
  return new Map(shares);
}

/** Texts without a secret that are left exactly as they were. */
export async function textsKept(seeds: readonly number[]): Promise<JudgedShare> {
  const judged = seeds.flatMap((seed) =>
    Object.entries(readableTexts).map(async ([kind, write], index) => {
      const text = write(seededRandom(seed * 10_007 + index));
      const redacted = await redact(text);
      return { kind, good: redacted === text, example: redacted };
    }),
  );
  return shareOf(await Promise.all(judged));
}

function shareOf(
  judged: readonly { readonly kind: string; readonly good: boolean; readonly example: string }[],
): JudgedShare {
  const bad = judged.filter(({ good }) => !good);
  return {
    good: judged.length - bad.length,
    all: judged.length,
    bad: new Map(bad.map(({ kind, example }) => [kind, example])),
  };
}
