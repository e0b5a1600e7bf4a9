/**
 * What the work gives, or the signal's reason where the work has not ended within the grace after an abort. Work that
 * is left behind may still end, but nobody waits for it and nothing of it is stored.
 */
export async function untilGraceEnds<T>(
  work: Promise<T>,
  signal: AbortSignal,
  graceMilliseconds: number,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let startGrace = () => {};
  const graceEnded = new Promise<never>((_resolve, reject) => {
    startGrace = () => {
      timer = setTimeout(() => reject(signal.reason), graceMilliseconds);
    };
    if (signal.aborted) startGrace();
    else signal.addEventListener('abort', startGrace, { once: true });
  });
  try {
    return await Promise.race([work, graceEnded]);
  } finally {
    signal.removeEventListener('abort', startGrace);
    clearTimeout(timer);
  }
}
