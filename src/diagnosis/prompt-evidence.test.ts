import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evidence, evidenceItem } from '../../test/diagnosis/cases.ts';
import { evidenceKinds } from '../domain/evidence.ts';
import { fitEvidence } from './prompt-evidence.ts';

const none = new Set<string>();

describe('fitEvidence', () => {
  test('shows everything where there is room, in the order of collection', () => {
    const fitted = fitEvidence(evidence, { cited: none, maxCharacters: 10_000 });

    expect(fitted.lines.map((line) => line.id)).toEqual(evidence.map((item) => item.id));
    expect(fitted.omitted).toEqual([]);
    expect(fitted.shortened).toEqual([]);
    expect(fitted.lines[4]).toMatchObject({ status: 'could-not-look' });
  });

  test('keeps cited items and short facts, and lets logs go first', () => {
    const items = [
      evidenceItem('ev_1', { kind: 'log' }),
      evidenceItem('ev_2', { kind: 'workload' }),
      evidenceItem('ev_3', { kind: 'node' }),
    ];

    const fitted = fitEvidence(items, { cited: new Set(['ev_3']), maxCharacters: 280 });

    expect(fitted.lines.map((line) => line.id)).toEqual(['ev_2', 'ev_3']);
    expect(fitted.omitted).toEqual(['ev_1']);
  });

  test('keeps the end of a log and the beginning of anything else, and counts what it cut', () => {
    const detail = `start${'.'.repeat(6_000)}end`;
    const items = [
      evidenceItem('ev_1', { kind: 'log', detail, cut: 100 }),
      evidenceItem('ev_2', { kind: 'rollout', detail }),
    ];

    const { lines, shortened } = fitEvidence(items, { cited: none, maxCharacters: 20_000 });

    expect(lines[0]?.detail).toMatch(/^\.+end$/);
    expect(lines[1]?.detail).toMatch(/^start\.+$/);
    expect(lines.map((line) => line.cut)).toEqual([2_108, 2_008]);
    expect(shortened).toEqual(['ev_1', 'ev_2']);
  });

  test('never exceeds the room, and accounts for every item', () => {
    const item = fc.record({
      kind: fc.constantFrom(...evidenceKinds),
      summary: fc.string({ maxLength: 200 }),
      detail: fc.string({ unit: 'binary', maxLength: 600 }),
    });

    fc.assert(
      fc.property(fc.array(item, { maxLength: 12 }), fc.nat(4_000), (changes, maxCharacters) => {
        const items = changes.map((change, index) => evidenceItem(`ev_${index + 1}`, change));
        const { lines, omitted } = fitEvidence(items, { cited: none, maxCharacters });
        const size = lines.reduce((sum, line) => sum + JSON.stringify(line).length + 1, 0);
        return size <= maxCharacters && lines.length + omitted.length === items.length;
      }),
    );
  });
});
