import { issuedTokens } from './issued-tokens.ts';
import type { SecretForm, SeededSecret } from './secret-form.ts';
import { type SeededRandom, seededRandom } from './seeded-random.ts';
import { writtenAddresses } from './written-addresses.ts';
import { writtenFiles } from './written-files.ts';
import { writtenHeaders } from './written-headers.ts';
import { writtenSettings } from './written-settings.ts';

/** Every kind of secret, by the family that it belongs to. */
export const secretFamilies: Readonly<Record<string, Readonly<Record<string, SecretForm>>>> = {
  'tokens of providers': issuedTokens,
  'settings as programs print them': writtenSettings,
  'URLs and connection strings': writtenAddresses,
  'headers and cookies': writtenHeaders,
  'files and command lines': writtenFiles,
};

const forms = Object.values(secretFamilies).flatMap((family) => Object.entries(family));

/** One secret of each kind, different for each seed. */
export function seededSecrets(seed: number): readonly SeededSecret[] {
  return forms.map(([kind, form], index) => ({ kind, ...form(seededRandom(seed * 10_007 + index)) }));
}

/** What stands around a secret in a log or a message. */
export function inContext({ text }: SeededSecret, random: SeededRandom): string {
  return random.pick([
    () => text,
    () => `2026-03-04T02:00:${random.digits(2)}.${random.digits(3)}Z ERROR [main] ${text}`,
    () => `E0304 02:00:00.${random.digits(6)}       1 main.go:${random.digits(3)}] ${text}`,
    () => `starting up\n${text}\nlistening on :8080`,
    () => `[${random.digits(5)}] ${text} (request ${random.uuid()})`,
    () => `    ${text}`,
    () => `app-${random.hex(10)}-${random.text(5, 'bcdfghjklmnpqrstvwxz')} | ${text}`,
  ])();
}
