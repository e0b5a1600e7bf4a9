/** What generated tests start from: another number each time, unless FIREBREAK_SEED repeats a run. */
export const seed = Number(process.env['FIREBREAK_SEED'] ?? Date.now() % 2 ** 31);
