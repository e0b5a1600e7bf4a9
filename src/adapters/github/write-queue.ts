/** Runs what it is given one after the other; GitHub asks for no writes side by side. */
export type WriteQueue = <T>(work: () => Promise<T>) => Promise<T>;

/** https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#avoid-concurrent-requests */
export function createWriteQueue(): WriteQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const run = last.then(work);
    last = run.catch(() => undefined);
    return run;
  };
}
