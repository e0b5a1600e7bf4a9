/**
 * US dollars as a whole number of billionths: sums of whole numbers do not drift, and the price of one token of the
 * cheapest models is still a number of them.
 */
export type Nanodollars = number;

const perDollar = 1_000_000_000;

export function nanodollarsOf(dollars: number): Nanodollars {
  return Math.round(dollars * perDollar);
}

export function dollarsOf(nanodollars: Nanodollars): number {
  return nanodollars / perDollar;
}

/** `$12.34`, and with more digits below a cent, where a rounded figure would say nothing: `$0.00035`. */
export function dollarsText(nanodollars: Nanodollars): string {
  const dollars = dollarsOf(nanodollars);
  if (nanodollars === 0 || dollars >= 0.01) return `$${dollars.toFixed(2)}`;
  return `$${dollars.toPrecision(2)}`;
}
