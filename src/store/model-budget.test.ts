import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countingIds, temporaryStore } from '../../test/support/store.ts';
import type { ModelPrices } from '../diagnosis/model-prices.ts';
import { nanodollarsOf } from '../domain/money.ts';
import type { BudgetRefusal } from '../ports/model-budget.ts';
import { createModelBudget, type ModelBudgetLimits } from './model-budget.ts';

const now = new Date('2026-03-04T02:59:59.000Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const plenty = 1_000_000;

/** A cent for a thousand tokens, whichever way they go; `unpriced` has no price. */
const prices: ModelPrices = {
  cost: (model, usage) =>
    model === 'unpriced' ? undefined : (usage.inputTokens + usage.outputTokens) * 10_000,
};

describe('createModelBudget', () => {
  let store: Awaited<ReturnType<typeof temporaryStore>>;
  let refusals: BudgetRefusal[];
  const ids = countingIds();
  beforeEach(async () => {
    store = await temporaryStore();
    refusals = [];
  });
  afterEach(() => store.close());

  function budgetOf(limits: {
    readonly tokens?: Partial<ModelBudgetLimits['tokens']>;
    readonly nanodollars?: ModelBudgetLimits['nanodollars'];
  }) {
    return createModelBudget(store.db, {
      limits: {
        tokens: { incident: plenty, hour: plenty, day: plenty, ...limits.tokens },
        nanodollars: limits.nanodollars ?? {},
      },
      prices,
      ids,
      onRefusal: (refusal) => refusals.push(refusal),
    });
  }

  const asking = (tokens: number, change: { readonly incident?: string; readonly model?: string } = {}) => ({
    incident: 'inc_1',
    model: 'm',
    inputTokens: tokens - 10,
    outputTokens: 10,
    ...change,
  });

  const limits: readonly (readonly [BudgetRefusal, Parameters<typeof budgetOf>[0], string, number])[] = [
    ['incident-tokens', { tokens: { incident: 1_000 } }, 'inc_1', 86_400],
    ['hour-tokens', { tokens: { hour: 1_000 } }, 'inc_2', 0],
    ['day-tokens', { tokens: { day: 1_000 } }, 'inc_2', 3_600],
    ['incident-money', { nanodollars: { incident: nanodollarsOf(0.01) } }, 'inc_1', 86_400],
    ['hour-money', { nanodollars: { hour: nanodollarsOf(0.01) } }, 'inc_2', 0],
    ['day-money', { nanodollars: { day: nanodollarsOf(0.01) } }, 'inc_2', 3_600],
  ];

  test.each(limits)(
    'refuses for %s to the last token, and says which',
    async (refusal, limit, incident, seconds) => {
      const budget = budgetOf(limit);

      expect(await budget.reserve(now, asking(600))).toMatchObject({ ok: true });
      expect(await budget.reserve(later(seconds), asking(401, { incident }))).toEqual({ ok: false, refusal });
      expect(await budget.reserve(later(seconds), asking(400, { incident }))).toMatchObject({ ok: true });
      expect(refusals).toEqual([refusal]);
    },
  );

  test('begins anew with the hour and the day, in UTC, and for another incident', async () => {
    const budget = budgetOf({ tokens: { hour: 1_000, incident: 1_000 } });
    await budget.reserve(now, asking(1_000));

    expect(await budget.reserve(later(1), asking(1_000, { incident: 'inc_2' }))).toMatchObject({ ok: true });
  });

  test('lets no number of incidents at the same time exceed it together', async () => {
    const budget = budgetOf({ tokens: { day: 10_000 } });

    const reserved = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        budget.reserve(now, asking(999, { incident: `inc_${index}` })),
      ),
    );

    expect(reserved.filter(({ ok }) => ok)).toHaveLength(10);
    expect(refusals).toHaveLength(30);
  });

  test('gives back what was reserved and not used, and takes what was used beyond it', async () => {
    const budget = budgetOf({ tokens: { day: 1_000 } });
    const first = await budget.reserve(now, asking(900));
    if (!first.ok) throw new Error('refused');

    await budget.settle(first.id, { model: 'm', inputTokens: 100, outputTokens: 0 });
    const second = await budget.reserve(now, asking(900));
    if (!second.ok) throw new Error('refused');
    const cost = await budget.settle(second.id, { model: 'm', inputTokens: 900, outputTokens: 50 });

    expect(cost).toBe(nanodollarsOf(0.0095));
    expect(await budget.reserve(now, asking(10))).toEqual({ ok: false, refusal: 'day-tokens' });
  });

  test('counts what another process has used before, and in full what it never settled', async () => {
    await budgetOf({}).reserve(now, asking(600));

    const afterRestart = budgetOf({ tokens: { day: 1_000 } });

    expect(await afterRestart.reserve(now, asking(401))).toMatchObject({ ok: false });
  });

  test('asks no model without a known price once money is budgeted, and otherwise says that it is unknown', async () => {
    const counting = budgetOf({ nanodollars: { day: nanodollarsOf(100) } });
    const free = budgetOf({});

    expect(await counting.reserve(now, asking(100, { model: 'unpriced' }))).toEqual({
      ok: false,
      refusal: 'price-unknown',
    });
    const reserved = await free.reserve(now, asking(100, { model: 'unpriced' }));
    if (!reserved.ok) throw new Error('refused');
    expect(
      await free.settle(reserved.id, { model: 'unpriced', inputTokens: 1, outputTokens: 1 }),
    ).toBeUndefined();
  });
});
