/** What went wrong in words: anything can be thrown, and not all of it is an error. */
export function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
