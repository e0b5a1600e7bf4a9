import { describe, expect, it } from 'vitest';
import { personNameSchema } from './person-name.ts';

describe('personNameSchema', () => {
  it.each([
    ['  Robin   Okafor ', 'Robin Okafor'],
    ["Siobhán O'Neill-Ng", "Siobhán O'Neill-Ng"],
    ['kim@example.org', 'kim@example.org'],
    ['陳大文', '陳大文'],
    ['Ｒobin', 'Robin'],
  ])('takes "%s" as "%s"', (given, name) => {
    expect(personNameSchema.parse(given)).toBe(name);
  });

  it.each([
    '',
    ' ',
    'x',
    '-robin',
    'Robin\u200B',
    'Robin\u202E',
    'a<b>',
    'Robin\nOkafor\u0000',
    'x'.repeat(65),
  ])('does not take "%s"', (given) => {
    expect(personNameSchema.safeParse(given).success).toBe(false);
  });
});
