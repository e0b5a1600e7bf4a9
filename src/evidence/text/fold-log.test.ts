import { describe, expect, it } from 'vitest';
import { foldLog } from './fold-log.ts';

describe('foldLog', () => {
  it('counts lines that differ only in numbers and ids, where they first occurred', () => {
    const log = ['start', 'GET /a 200 12ms', 'GET /a 200 7ms', 'done', 'GET /a 200 9ms'].join('\n');
    expect(foldLog(log, 1000)).toBe('start\n(×3) GET /a 200 12ms\ndone');
  });

  it('keeps errors when there is no room for the rest, and says what is left out', () => {
    const words = Array.from(
      { length: 200 },
      (_, index) => `step ${'abcdefghij'[index % 10]}${'x'.repeat(index)}`,
    );
    const folded = foldLog(
      [...words.slice(0, 100), 'FATAL out of disk', ...words.slice(100)].join('\n'),
      600,
    );
    expect(folded).toContain('FATAL out of disk');
    expect(folded).toMatch(/… \d+ more distinct lines left out$/u);
    expect(folded.length).toBeLessThan(700);
  });

  it('shortens a line that is too long', () => {
    expect(foldLog('y'.repeat(1000), 5000)).toBe(`${'y'.repeat(400)}… (600 cut)`);
  });
});
