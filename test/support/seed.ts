/** In the gate a failure should be about the change, so there every run starts alike; elsewhere each one is new. */
const start = process.env['CI'] === undefined ? Date.now() % 2 ** 31 : 1_773_100_800;

/** What generated tests start from; FIREBREAK_SEED repeats a run. */
export const seed = Number(process.env['FIREBREAK_SEED'] ?? start);
