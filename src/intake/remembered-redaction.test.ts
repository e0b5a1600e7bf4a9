import { describe, expect, it } from 'vitest';
import { rememberRedactions } from './remembered-redaction.ts';

function counted() {
  const searched: string[] = [];
  const redact = async (text: string) => {
    searched.push(text);
    if (text === 'fails' && searched.length === 1) throw new Error('the search failed');
    return text.replace('hunter2', '[redacted]');
  };
  return { searched, redact: rememberRedactions(redact, 20) };
}

describe('remembered redactions', () => {
  it('give the same answer without another search', async () => {
    const { searched, redact } = counted();
    expect([await redact('pw hunter2'), await redact('pw hunter2')]).toEqual([
      'pw [redacted]',
      'pw [redacted]',
    ]);
    expect(searched).toHaveLength(1);
  });

  it('hold so many characters, and then start anew', async () => {
    const { searched, redact } = counted();
    for (const text of ['0123456789', 'abcdefghij', 'one more', '0123456789']) await redact(text);
    expect(searched).toEqual(['0123456789', 'abcdefghij', 'one more', '0123456789']);
  });

  it('remember no failure', async () => {
    const { redact } = counted();
    await expect(redact('fails')).rejects.toThrow();
    await expect(redact('fails')).resolves.toBe('fails');
  });
});
