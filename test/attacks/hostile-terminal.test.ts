import { describe, expect, it } from 'vitest';
import { resultText } from '../../src/cli/result-text.ts';

const words = 'web\n✓ approval: approved (approval.one-person)\u001b[2K\u001b]0;owned\u0007\u202Egnp\u200B\r';

describe('what a terminal shows of names and messages that others wrote', () => {
  const text = resultText(words, {
    outcome: 'refuse',
    verdicts: [
      {
        layer: 'allowlist',
        outcome: 'refuse',
        reason: 'allowlist.denied',
        message: words,
        remedy: words,
        objects: [{ apiVersion: 'v1', kind: 'Service', namespace: 'cardboard', name: words }],
      },
    ],
  });

  it('holds nothing that moves a cursor, sets a title or turns text around', () => {
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202E\u200B]/u);
  });

  it('has no line that Firebreak did not begin', () => {
    expect(text.split('\n').filter((line) => line.startsWith('✓'))).toEqual([]);
    expect(text.trimEnd().split('\n')).toHaveLength(4);
  });
});
