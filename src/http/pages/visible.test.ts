import { assert, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible } from './visible.ts';

describe('visible', () => {
  it.each([
    ['a right-to-left override', 'safe\u202Egnp', 'safe⟨U+202E⟩gnp'],
    ['a zero-width space', 'kube\u200Bctl', 'kube⟨U+200B⟩ctl'],
    ['an escape sequence of a terminal', '\u001B[31mred', '⟨U+001B⟩[31mred'],
    ['a tag character', 'a\u{E0041}', 'a⟨U+E0041⟩'],
    ['a filler that looks like a space', 'a\u3164b', 'a⟨U+3164⟩b'],
    ['a carriage return', 'yes\rno', 'yes⟨U+000D⟩no'],
    ['a selector after a letter', 'a\uFE0F', 'a⟨U+FE0F⟩'],
  ])('writes %s out', (_name, text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it('leaves text in any language, lines, tabs and emoji alone', () => {
    const text = 'Größe 値段 قيمة\n\tok ⚠️ 🔥';
    expect(visible(text)).toBe(text);
  });

  it('lets nothing through that it would write out itself', () => {
    assert(
      property(string({ unit: 'binary' }), (text) => {
        const shown = visible(text);
        expect(visible(shown)).toBe(shown);
        expect(shown).not.toMatch(/[\p{Bidi_Control}\u200B-\u200D]|(?![\t\n])\p{Cc}/u);
      }),
    );
  });
});
