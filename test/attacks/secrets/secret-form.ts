import type { SeededRandom } from './seeded-random.ts';

/** One secret as somebody would leave it lying about: `text` is what is written, `core` what must never be seen. */
export interface SeededSecret {
  readonly kind: string;
  readonly text: string;
  readonly core: string;
}

/** How secrets of one kind are written. */
export type SecretForm = (random: SeededRandom) => Omit<SeededSecret, 'kind'>;

/** A form around a password that somebody chose. */
export function around(write: (password: string, random: SeededRandom) => string): SecretForm {
  return (random) => {
    const core = random.password();
    return { core, text: write(core, random) };
  };
}

/** A form around something made by a generator of tokens. */
export function issued(
  make: (random: SeededRandom) => string,
  write: (token: string, random: SeededRandom) => string,
): SecretForm {
  return (random) => {
    const core = make(random);
    return { core, text: write(core, random) };
  };
}

const telling = 8;

/** Whether a text shows any telling part of the secret: half a token is found as fast as a whole one. */
export function shows(text: string, core: string): boolean {
  return tellingParts(core).some((part) => text.includes(part));
}

/** Eight characters each: start, middle and end of every run of letters and digits, which no format escapes. */
export function tellingParts(core: string): readonly string[] {
  const runs = core.match(/[A-Za-z0-9]{8,}/gu) ?? [core];
  return runs.flatMap((run) =>
    [0, Math.floor((run.length - telling) / 2), run.length - telling].map((start) =>
      run.slice(Math.max(0, start), Math.max(0, start) + telling),
    ),
  );
}
