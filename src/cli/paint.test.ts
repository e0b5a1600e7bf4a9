import { describe, expect, it } from 'vitest';
import { painter } from './paint.ts';

describe('colours', () => {
  it('are for terminals, and for nobody who sets NO_COLOR', () => {
    expect(painter({ terminal: true, environment: {} })('x', 'red')).toBe('\u001B[31mx\u001B[0m');
    expect(painter({ terminal: false, environment: {} })('x', 'red')).toBe('x');
    expect(painter({ terminal: true, environment: { NO_COLOR: '1' } })('x', 'red')).toBe('x');
  });
});
