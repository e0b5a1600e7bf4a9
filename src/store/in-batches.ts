/** So many values one statement takes without trouble; SQLite allows 32,766 parameters. */
const atOnce = 500;

/** The values in their order, in groups small enough for one statement each. */
export function* inBatches<T>(values: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < values.length; from += atOnce) yield values.slice(from, from + atOnce);
}
