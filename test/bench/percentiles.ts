/** Times of single calls in milliseconds, in the order of the percentiles asked for. */
export function percentiles(samples: readonly number[], ...wanted: readonly number[]): readonly number[] {
  const sorted = samples.toSorted((a, b) => a - b);
  return wanted.map(
    (percent) => sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? 0,
  );
}

/** Calls after a warm-up, each timed by itself. */
export async function timed(
  calls: number,
  call: (index: number) => Promise<unknown>,
): Promise<readonly number[]> {
  for (let index = 0; index < Math.min(50, calls); index += 1) await call(index);
  const samples: number[] = [];
  for (let index = 0; index < calls; index += 1) {
    const started = performance.now();
    await call(index);
    samples.push(performance.now() - started);
  }
  return samples;
}

/** A row of a table on stdout. */
export function row(...cells: readonly (string | number)[]): void {
  const text = cells.map((cell) =>
    (typeof cell === 'number' ? cell.toFixed(cell < 10 ? 2 : 0) : cell).padEnd(22),
  );
  process.stdout.write(`| ${text.join(' | ')} |\n`);
}
