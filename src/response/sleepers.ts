/** Those who wait until there is something to do. */
export interface Sleepers {
  /** Ends every sleep. */
  wake(): void;
  /** How often `wake` was called. */
  calls(): number;
  /** Ends at the next call of `wake`, or at once where one has come since `seen` calls. */
  sleep(milliseconds: number, seen: number): Promise<void>;
}

/** A call that comes between a look that found nothing and the sleep after it is not lost. */
export function createSleepers(): Sleepers {
  const sleeping = new Set<() => void>();
  let calls = 0;
  return {
    wake() {
      calls += 1;
      for (const end of sleeping) end();
    },
    calls: () => calls,
    sleep: (milliseconds, seen) =>
      new Promise((resolve) => {
        if (calls !== seen) {
          resolve();
          return;
        }
        const end = () => {
          clearTimeout(timer);
          sleeping.delete(end);
          resolve();
        };
        const timer = setTimeout(end, milliseconds);
        sleeping.add(end);
      }),
  };
}
