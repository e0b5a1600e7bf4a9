import { formatMemory, parseQuantity } from '../domain/quantity.ts';

const mebi = 2 ** 20;
/** The steps that memory limits are raised along: half steps between powers of two. */
const ladder = [32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072, 4096].map(
  (step) => step * mebi,
);
/** Headroom above a peak that was really observed. */
const headroom = 1.25;
/** No single raise is larger: a wrong guess stays small. */
const largestFactor = 2;

/**
 * Memory limits worth offering after an out-of-memory kill, smallest first, the last one the best guess.
 *
 * A container that is killed at its limit shows no peak above it, so without a `peak` the best guess is twice the
 * limit. With one (bytes, seen where nothing capped it) it is the next step of the ladder above the peak and a quarter.
 * Never above twice the present limit, 4Gi, or `ceiling` (what quota and limit range leave, in bytes); empty where
 * nothing above the present limit is left.
 */
export function memorySteps(
  limit: string,
  bounds: { readonly peak?: number; readonly ceiling?: number } = {},
): readonly string[] {
  const present = parseQuantity(limit);
  if (present === undefined || present <= 0) return [];
  const { peak = 0, ceiling = Number.POSITIVE_INFINITY } = bounds;
  const wanted = peak > present ? peak * headroom : present * largestFactor;
  const top = Math.min(present * largestFactor, ceiling, ladder.at(-1) ?? 0);
  const offered = ladder.filter((step) => step > present && step <= top);
  const enough = offered.findIndex((step) => step >= wanted);
  return (enough < 0 ? offered : offered.slice(0, enough + 1)).map(formatMemory);
}
