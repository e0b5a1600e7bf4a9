import { describe, expect, it } from 'vitest';
import { personNameSchema } from './person-name.ts';

describe('personNameSchema', () => {
  it.each([
    ['  On   Call ', 'On Call'],
    ["L'Équipe d'Astreinte", "L'Équipe d'Astreinte"],
    ['kim@example.org', 'kim@example.org'],
    ['陳大文', '陳大文'],
    ['Ｒobin', 'Robin'],
  ])('takes "%s" as "%s"', (given, name) => {
    expect(personNameSchema.parse(given)).toBe(name);
  });

  it.each(['', ' ', 'x', '-robin', 'Robin\u200B', 'Robin\u202E', 'a<b>', 'On\nCall\u0000', 'x'.repeat(65)])(
    'does not take "%s"',
    (given) => {
      expect(personNameSchema.safeParse(given).success).toBe(false);
    },
  );
});
